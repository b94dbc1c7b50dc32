package com.withdrawaldesk.security;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.security.IdentityChange.Profile;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * How people may be called and written to, and who may say so: names show who decided, and the address is where warnings go, so
 * nobody who decides changes their own.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProfileRules implements IdentityWatch {

    private static final Set<String> DECIDING = Set.of(Groups.BUSINESS_ADMINS, Groups.OPERATIONS);

    /** Nothing that could begin markup or turn the text around it. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{Nd} .,'’()&/-]{0,100}");

    /** As browsers check it, with the lengths that mail servers take. */
    private static final Pattern EMAIL = Pattern.compile(
            "(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
                    + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private final LocalUsers users;

    ProfileRules(LocalUsers users) {
        this.users = users;
    }

    @Override
    public void changed(IdentityChange change) {
        Profile after = change.after();
        if (after == null || after.equals(change.before())) {
            return;
        }
        Profile before = Optional.ofNullable(change.before()).orElse(new Profile(null, null, null));
        require(NAME, before.firstName(), after.firstName(), "The first name");
        require(NAME, before.lastName(), after.lastName(), "The last name");
        require(EMAIL, before.email(), after.email(), "The e-mail address");
        if (change.before() != null && change.user().equals(change.by()) && !mayChangeOwn(change.user())) {
            throw new AuthorizationException(
                    "Your name and e-mail address are changed by an administrator, because they show who decided.");
        }
    }

    private boolean mayChangeOwn(String user) {
        Set<String> groups = users.find(user).map(LocalUser::groups).orElse(Set.of());
        return groups.contains(Groups.ENGINE_ADMINS) && groups.stream().noneMatch(DECIDING::contains);
    }

    private static void require(Pattern form, String before, String after, String what) {
        boolean empty = after == null || after.isEmpty();
        if (!empty && !Objects.equals(before, after) && !form.matcher(after).matches()) {
            throw new BadUserRequestException(what + " is not well-formed.");
        }
    }
}
