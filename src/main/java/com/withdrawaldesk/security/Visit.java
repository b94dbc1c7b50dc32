package com.withdrawaldesk.security;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.filter.util.CsrfConstants;

/**
 * A request of somebody who is not logged in. The web apps want a session for each; this one is forgotten with the request, so
 * that strangers fill nothing. Its CSRF token is the one in the browser's cookie: whoever logs in sends it back in a header.
 */
class Visit extends HttpServletRequestWrapper {

    private HttpSession session = new Unkept();

    Visit(HttpServletRequest request) {
        super(request);
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals(CsrfConstants.CSRF_TOKEN_DEFAULT_COOKIE_NAME)
                        && cookie.getValue().matches("[0-9A-F]{32}")) {
                    session.setAttribute(CsrfConstants.CSRF_TOKEN_SESSION_ATTR_NAME, cookie.getValue());
                }
            }
        }
    }

    /** Who has logged in during this visit; null when nobody has. */
    Authentications logins() {
        return session.getAttribute("authenticatedUser") instanceof Authentications logins
                        && logins.hasAuthenticationForProcessEngine("default")
                ? logins
                : null;
    }

    @Override
    public HttpSession getSession() {
        return session;
    }

    @Override
    public HttpSession getSession(boolean create) {
        return session;
    }

    @Override
    public String changeSessionId() {
        return session.getId();
    }

    private final class Unkept implements HttpSession {

        private final Map<String, Object> attributes = new HashMap<>();
        private final String id = UUID.randomUUID().toString();

        @Override
        public void invalidate() {
            session = new Unkept();
        }

        @Override
        public Object getAttribute(String name) {
            return attributes.get(name);
        }

        @Override
        public void setAttribute(String name, Object value) {
            attributes.put(name, value);
        }

        @Override
        public void removeAttribute(String name) {
            attributes.remove(name);
        }

        @Override
        public Enumeration<String> getAttributeNames() {
            return Collections.enumeration(attributes.keySet());
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public ServletContext getServletContext() {
            return Visit.this.getServletContext();
        }

        @Override
        public long getCreationTime() {
            return 0;
        }

        @Override
        public long getLastAccessedTime() {
            return 0;
        }

        @Override
        public void setMaxInactiveInterval(int seconds) {
            // It ends with the request.
        }

        @Override
        public int getMaxInactiveInterval() {
            return 0;
        }

        @Override
        public boolean isNew() {
            return true;
        }
    }
}
