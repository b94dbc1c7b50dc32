/** What must hold before the desk starts, and how it says so when it does not start. */
package com.withdrawaldesk.base.start;
