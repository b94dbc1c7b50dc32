/** Where money is sent: the banks, the accounts that owners give, and what their banks say of them. */
package com.withdrawaldesk.account;
