package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.audit.AccountNumbers;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.control.Binding;
import java.util.Objects;
import java.util.UUID;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Whoever opens a form, as the engine knows them. */
@Component
class Reader {

    private final IdentityService identities;
    private final AccountNumbers accountNumbers;
    private final Binding binding;

    Reader(@Lazy IdentityService identities, AccountNumbers accountNumbers, Binding binding) {
        this.identities = identities;
        this.accountNumbers = accountNumbers;
        this.binding = binding;
    }

    /** Their user id; empty for nobody. */
    String id() {
        Authentication user = identities.getCurrentAuthentication();
        return user == null ? "" : Objects.toString(user.getUserId(), "");
    }

    /** Records that the whole account of this withdrawal is shown to them. */
    void readsAccount(UUID withdrawal) {
        Origin before = Origin.current();
        Authentication user = identities.getCurrentAuthentication();
        if (user != null && user.getUserId() != null) {
            Origin.set(before.as(user.getUserId(), user.getGroupIds()));
        }
        try {
            accountNumbers.read(withdrawal.toString());
            binding.opened(withdrawal);
        } finally {
            Origin.set(before == Origin.SYSTEM ? null : before);
        }
    }
}
