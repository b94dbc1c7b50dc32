/** Formatting and parsing of amounts. Money is never floating point: minor units in the database, decimal strings in JSON. */
package com.withdrawaldesk.base.money;
