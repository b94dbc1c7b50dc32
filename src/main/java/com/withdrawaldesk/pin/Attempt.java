package com.withdrawaldesk.pin;

/** An attempt that is counted but not judged yet, and the PIN against which to judge it. */
record Attempt(String userId, Tries tries, SealedPin stored) {}
