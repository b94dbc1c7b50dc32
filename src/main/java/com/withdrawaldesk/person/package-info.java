/** Which ids are one person's: wherever two people are needed, one of them does not count twice. */
package com.withdrawaldesk.person;
