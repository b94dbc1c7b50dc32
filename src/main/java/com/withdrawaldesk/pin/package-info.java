/** The payment PIN: set, checked, locked after wrong attempts, and kept so that a stolen table does not tell it. */
package com.withdrawaldesk.pin;
