/** Tells people: inbox, e-mail and live alerts. Written in the caller's transaction, delivered after it. */
package com.withdrawaldesk.notification;
