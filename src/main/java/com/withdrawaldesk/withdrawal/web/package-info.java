/** The REST endpoints of withdrawals. */
package com.withdrawaldesk.withdrawal.web;
