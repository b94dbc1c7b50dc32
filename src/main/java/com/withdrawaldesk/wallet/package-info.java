/** Balances and the ledger. Knows nothing of how a withdrawal comes about, nor of the engine. */
package com.withdrawaldesk.wallet;
