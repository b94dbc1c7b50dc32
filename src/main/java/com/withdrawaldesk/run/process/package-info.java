/** What ties payout runs to the process engine. */
package com.withdrawaldesk.run.process;
