/** What the desk writes by itself, in the languages it knows. */
package com.withdrawaldesk.base.language;
