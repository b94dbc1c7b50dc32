/** The house's own checks: what must always hold of money, withdrawals and processes, and what reviewers should know. */
package com.withdrawaldesk.control;
