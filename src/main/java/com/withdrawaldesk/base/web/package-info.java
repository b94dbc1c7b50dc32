/** What every answer of the REST API has in common: refusals and their codes, problem documents, idempotency, paging. */
package com.withdrawaldesk.base.web;
