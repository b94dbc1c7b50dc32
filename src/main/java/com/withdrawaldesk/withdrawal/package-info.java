/** The request for money, its states and its rules. What drives it through its life is in {@code process}. */
package com.withdrawaldesk.withdrawal;
