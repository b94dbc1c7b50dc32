package com.withdrawaldesk.security;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Directory;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.security.IdentityChange.Kind;
import com.withdrawaldesk.security.IdentityChange.Profile;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Tells people of a changed password, address or name of theirs, where they could be reached until then. */
@Component
class IdentityNotices implements IdentityWatch {

    private final Notifications notifications;
    private final Wording wording;

    IdentityNotices(Notifications notifications, Wording wording) {
        this.notifications = notifications;
        this.wording = wording;
    }

    @Override
    public void changed(IdentityChange change) {
        if (change.kind() != Kind.USER_CHANGED || change.before() == null) {
            return;
        }
        Profile before = change.before();
        Profile after = change.after();
        if (change.password()) {
            tell(change, "account.password_changed");
        }
        if (!text(before.email()).equals(text(after.email()))) {
            tell(change, "account.email_changed");
        }
        if (!name(before).equals(name(after))) {
            tell(change, "account.name_changed");
        }
    }

    private void tell(IdentityChange change, String event) {
        Map<String, String> values = Map.of("user", change.by());
        var notice = new Notice(
                Audience.person(change.user()),
                event,
                wording.say(event + ".title", values),
                wording.say(event + ".message", values),
                "high",
                Map.of(),
                null,
                null);
        String address = text(change.before().email());
        if (address.isEmpty()) {
            notifications.tell(notice);
        } else {
            String name = name(change.before());
            notifications.tell(
                    notice, new Directory.Person(change.user(), name.isEmpty() ? change.user() : name, address));
        }
    }

    private static String name(Profile profile) {
        return (text(profile.firstName()) + " " + text(profile.lastName())).strip();
    }

    private static String text(String value) {
        return Objects.toString(value, "").strip();
    }
}
