/** The demo form (profile {@code demo}): a PostgreSQL of its own, e-mails as files, all in one directory, nothing to set up. */
package com.withdrawaldesk.demo;
