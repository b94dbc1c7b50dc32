/** The one way out to a bank: attempts with their references, and the providers that carry them out. */
package com.withdrawaldesk.payout;
