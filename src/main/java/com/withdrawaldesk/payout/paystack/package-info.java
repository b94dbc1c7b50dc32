/** Payouts through Paystack. */
package com.withdrawaldesk.payout.paystack;
