/** A bank to play with: it accepts, settles by itself after a few seconds, and misbehaves on request. */
package com.withdrawaldesk.payout.sandbox;
