/** Payouts through Flutterwave, version 3 of its API. */
package com.withdrawaldesk.payout.flutterwave;
