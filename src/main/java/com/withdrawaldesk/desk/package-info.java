/** What the people at the desk find in Tasklist and Cockpit: groups, filters, permissions, and the way to a task. */
package com.withdrawaldesk.desk;
