/** What a withdrawal costs, who bears it, and how that is booked. */
package com.withdrawaldesk.fee;
