/** The bridge between the drawn process and the steps in code: delegates, listeners, and the one class that drives the engine. */
package com.withdrawaldesk.withdrawal.process;
