/** The house's own checks: what must always hold of money, withdrawals and processes. */
package com.withdrawaldesk.control;
