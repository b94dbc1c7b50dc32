/** What a reviewer sees and does: facts, lists, details, approve, reject, many at once, and who else looks at it. */
package com.withdrawaldesk.review;
