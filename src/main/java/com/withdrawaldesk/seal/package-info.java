/** Seals over the audit trail, so that whoever touches it shows: made, verified, and anchored in the auditors' mailboxes. */
package com.withdrawaldesk.seal;
