/** What operations see and do: attention, figures, stages, invariants and their watch, the audit trail, the safe actions. */
package com.withdrawaldesk.operations;
