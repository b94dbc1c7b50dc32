/** What providers tell by themselves: signed, stored once, answered at once, and believed only after the provider was asked. */
package com.withdrawaldesk.payout.webhook;
