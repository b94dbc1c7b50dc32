/** Our books against those of the providers, day by day: nothing differs, or what differs is listed. */
package com.withdrawaldesk.reconciliation;
