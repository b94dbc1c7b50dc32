/** What admins and finance look up: lists and details, read with plain SQL from our tables. */
package com.withdrawaldesk.report;
