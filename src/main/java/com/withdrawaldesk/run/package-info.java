/** Payout runs: vendors are paid on a schedule of their own, without asking each time. */
package com.withdrawaldesk.run;
