package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.audit.Origin;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Who acts through the engine. */
final class Actor {

    private Actor() {}

    /** Does this as the user whom the engine knows, if it knows one, and else as whoever the thread works for. */
    static void during(Authentication user, Runnable work) {
        Origin before = Origin.current();
        if (user == null || user.getUserId() == null || user.getUserId().equals(before.user())) {
            work.run();
            return;
        }
        Origin.set(before.as(user.getUserId(), user.getGroupIds()));
        try {
            work.run();
        } finally {
            Origin.set(before == Origin.SYSTEM ? null : before);
        }
    }
}
