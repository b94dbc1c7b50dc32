/** Who did what, when and why: append-only, and where the timeline of a withdrawal is read from. */
package com.withdrawaldesk.audit;
