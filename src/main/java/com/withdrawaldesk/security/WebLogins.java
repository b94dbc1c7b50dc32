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
import org.springframework.security.core.Authentication;
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

    /** When somebody last did something: the pages ask by themselves, and the server's own count knows no difference. */
    private static final String ACTIVE = MARK + ".active";

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
            session.setAttribute(ACTIVE, clock.instant());
            if (IssuerLogin.in(session) == null) {
                users.find(login.getIdentityId())
                        .map(WebLogins::asVerified)
                        .ifPresent(user -> session.setAttribute(MARK, new Mark(user, clock.instant())));
            }
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

    /**
     * The session's user as they are now; empty when nobody is logged in, or not any more: then the session has ended.
     *
     * @param active whether somebody did something, rather than a page by itself
     */
    Optional<Authentication> current(HttpSession session, boolean active) {
        try {
            UserAuthentication login = login((Authentications) session.getAttribute(LOGINS));
            if (login == null) {
                return Optional.empty();
            }
            IssuerLogin atIssuer = IssuerLogin.in(session);
            return atIssuer == null
                    ? current(session, login, active).map(EngineUsers::authenticated)
                    : current(session, atIssuer, active);
        } catch (IllegalStateException endedMeanwhile) {
            return Optional.empty();
        }
    }

    /** The issuer told once who it is, and for how long that holds. */
    private Optional<Authentication> current(HttpSession session, IssuerLogin login, boolean active) {
        if (!clock.instant().isBefore(login.until()) || isIdle(session)) {
            session.invalidate();
            return Optional.empty();
        }
        if (active) {
            session.setAttribute(ACTIVE, clock.instant());
        }
        return Optional.of(login);
    }

    private boolean isIdle(HttpSession session) {
        return !clock.instant().isBefore(((Instant) session.getAttribute(ACTIVE)).plus(settings.maxIdle()));
    }

    private Optional<LocalUser> current(HttpSession session, UserAuthentication login, boolean active) {
        Mark mark = (Mark) session.getAttribute(MARK);
        Optional<LocalUser> now = users.find(login.getIdentityId());
        boolean holds = mark != null
                && now.isPresent()
                && now.get().credential().equals(mark.user().credential())
                && clock.instant().isBefore(mark.since().plus(settings.maxAge()))
                && !isIdle(session);
        if (!holds) {
            session.invalidate();
            return Optional.empty();
        }
        LocalUser user = now.get();
        if (!user.groups().containsAll(mark.user().groups())) {
            session.invalidate(); // Whoever asks just now is answered as who they are by now.
            return now;
        }
        if (!user.groups().equals(mark.user().groups())) {
            session.setAttribute(MARK, new Mark(user, mark.since()));
            login.setCacheValidationTime(null); // So the web apps read the new groups at once.
        }
        if (active) {
            session.setAttribute(ACTIVE, clock.instant());
        }
        return now;
    }

    private static UserAuthentication login(Authentications logins) {
        return logins == null ? null : (UserAuthentication) logins.getAuthenticationForProcessEngine("default");
    }
}
