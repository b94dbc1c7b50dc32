package com.withdrawaldesk.security;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.springframework.stereotype.Component;

/**
 * Who is logged in to the web apps, and whether that still holds: a session ends when its user is gone, left a group or has
 * another password, and at the latest when it has grown old.
 */
@Component
class WebLogins implements HttpSessionAttributeListener {

    /** Where the web apps keep who is logged in. */
    private static final String LOGINS = "authenticatedUser";

    private static final String MARK = WebLogins.class.getName();

    private final LocalUsers users;
    private final SessionProperties settings;
    private final Clock clock;

    WebLogins(LocalUsers users, SessionProperties settings, Clock clock) {
        this.users = users;
        this.settings = settings;
        this.clock = clock;
    }

    /** What a login was made with. */
    private record Mark(LocalUser user, Instant since) implements Serializable {}

    /** Each login puts its user into a new session, before anything of it is answered. */
    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        HttpSession session = event.getSession();
        UserAuthentication login = event.getName().equals(LOGINS) ? login((Authentications) event.getValue()) : null;
        if (login != null && session.getAttribute(MARK) == null) {
            users.find(login.getIdentityId())
                    .map(WebLogins::asVerified)
                    .ifPresent(user -> session.setAttribute(MARK, new Mark(user, clock.instant())));
        }
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
        if (event.getName().equals(LOGINS)) {
            attributeAdded(new HttpSessionBindingEvent(
                    event.getSession(), LOGINS, event.getSession().getAttribute(LOGINS)));
        }
    }

    /** With the password that was checked just now, even if it was changed since. */
    private static LocalUser asVerified(LocalUser user) {
        return new LocalUser(
                user.id(), user.groups(), Identities.verified(user.id()).orElse(user.credential()));
    }

    /** The session's user as they are now; empty when nobody is logged in, or not any more: then the session has ended. */
    Optional<LocalUser> current(HttpSession session) {
        try {
            UserAuthentication login = login((Authentications) session.getAttribute(LOGINS));
            return login == null ? Optional.empty() : current(session, login);
        } catch (IllegalStateException endedMeanwhile) {
            return Optional.empty();
        }
    }

    private Optional<LocalUser> current(HttpSession session, UserAuthentication login) {
        Mark mark = (Mark) session.getAttribute(MARK);
        Optional<LocalUser> now = users.find(login.getIdentityId());
        boolean holds = mark != null
                && now.isPresent()
                && now.get().credential().equals(mark.user().credential())
                && clock.instant().isBefore(mark.since().plus(settings.maxAge()));
        if (!holds) {
            session.invalidate();
            return Optional.empty();
        }
        LocalUser user = now.get();
        if (!user.groups().containsAll(mark.user().groups())) {
            session.invalidate(); // Whoever asks just now is answered as who they are by now.
        } else if (!user.groups().equals(mark.user().groups())) {
            session.setAttribute(MARK, new Mark(user, mark.since()));
            login.setCacheValidationTime(null); // So the web apps read the new groups at once.
        }
        return now;
    }

    private static UserAuthentication login(Authentications logins) {
        return logins == null ? null : (UserAuthentication) logins.getAuthenticationForProcessEngine("default");
    }
}
