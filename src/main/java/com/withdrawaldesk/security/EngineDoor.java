package com.withdrawaldesk.security;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Stands in front of everything of the engine's web apps. Their pages are for everybody, because the login is one of them; of
 * their REST API, which is the whole engine's, only what {@link EngineCalls} lists is open, to those it lists. No text of a
 * request is ever an expression. Who is no staff gets no session.
 */
class EngineDoor extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(EngineDoor.class);
    private static final String API = "/camunda/api/";
    private static final String TASK = "engine/engine/default/task/";
    private static final String LOGIN = "admin/auth/user/default/login/";
    private static final String LOGOUT = "admin/auth/user/default/logout";
    private static final int MAX_BYTES = 64 * 1024;

    /** Pages and their files. An app or an engine that is not there is none of them. */
    private static final Pattern PAGES = Pattern.compile(
            "/camunda(/|/app/?|/app/(tasklist|cockpit|admin|welcome)(/(default(/.*)?|[\\w./-]+\\.\\w+)?)?"
                    + "|/(lib|assets)/.*|/favicon\\.ico)?");

    private final WebLogins logins;
    private final LocalUsers users;
    private final EngineCalls calls = new EngineCalls();
    private final TaskService tasks;
    private final IdentityService identities;
    private final ObjectMapper json;
    private final Audit audit;

    EngineDoor(
            WebLogins logins,
            LocalUsers users,
            TaskService tasks,
            IdentityService identities,
            ObjectMapper json,
            Audit audit) {
        this.logins = logins;
        this.users = users;
        this.tasks = tasks;
        this.identities = identities;
        this.json = json;
        this.audit = audit;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var quiet = new WithoutTraces(response);
        try {
            String path = request.getRequestURI();
            if (path.startsWith(API)) {
                call(request, quiet, chain, path.substring(API.length()));
            } else if (isRead(request) && PAGES.matcher(path).matches()) {
                chain.doFilter(request.getSession(false) == null ? new Visit(request) : request, quiet);
            } else {
                throw new Refusal(Code.NOT_FOUND, "There is nothing at this address.");
            }
        } catch (Refusal refusal) {
            Problem.write(response, json, refusal);
        } catch (ServletException | RuntimeException fault) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), fault);
            quiet.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
        if (quiet.failed() || quiet.misread()) {
            response.setContentLengthLong(-1);
            Problem.write(
                    response,
                    json,
                    quiet.failed()
                            ? new Refusal(
                                    Code.INTERNAL_ERROR,
                                    "Something went wrong on our side. Try it again, or tell operations.")
                            : EngineFaults.misread());
        }
    }

    private void call(HttpServletRequest request, HttpServletResponse response, FilterChain chain, String path)
            throws ServletException, IOException {
        EngineCalls.Call call = calls.find(request.getMethod(), path);
        Authentication person = staff(request);
        if (call != null && call.isOpen()) {
            if (path.startsWith(LOGIN)) {
                logIn(request, response, chain);
                return;
            }
            chain.doFilter(person == null ? new Visit(request) : request, response);
            HttpSession session = path.equals(LOGOUT) ? request.getSession(false) : null;
            if (session != null) {
                session.invalidate();
            }
            return;
        }
        if (person == null) {
            throw new Refusal(Code.UNAUTHORIZED, "Log in.");
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new Refusal(Code.BODY_TOO_LARGE, "Bodies of more than 64 KB are not accepted.");
        }
        boolean readable = refuseExpressions(request, body);
        if (call == null || !call.isFor(groups(person))) {
            Origin.set(Origin.current().as(person.getName(), groups(person)));
            audit.recordRefused(Audit.Event.of(
                            request.getMethod() + " " + request.getRequestURI(), "endpoint", request.getRequestURI())
                    .because("not open to this role"));
            throw new Refusal(Code.FORBIDDEN, "Your role does not allow this.");
        }
        if (body.length > 0 && !isJson(request)) {
            throw new Refusal(Code.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
        }
        if (!readable) {
            throw new Refusal(Code.MALFORMED_REQUEST, "The body is no JSON.");
        }
        if (!isRead(request) && path.startsWith(TASK) && !isShown(path.split("/")[4], person)) {
            throw new Refusal(Code.NOT_FOUND, "There is no such task, or it is done.");
        }
        // Whoever decides is asked about as they are in this session, and not only by name.
        SecurityContextHolder.setContext(new SecurityContextImpl(person));
        chain.doFilter(new ReadRequest(request, body), response);
    }

    /** The engine lets anybody comment on any task; here it has to be one that it would show them. */
    private boolean isShown(String task, Authentication person) {
        identities.setAuthentication(person.getName(), groups(person));
        try {
            return tasks.createTaskQuery().taskId(task).count() > 0;
        } finally {
            identities.clearAuthentication();
        }
    }

    /** Who is let in is kept in a session that begins now; whoever is not staff leaves no trace but the answer. */
    private void logIn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var visit = new Visit(request);
        var answer = new ContentCachingResponseWrapper(response);
        chain.doFilter(visit, answer);
        Authentications login = visit.logins();
        if (login != null) {
            String user = login.getAuthenticationForProcessEngine("default").getIdentityId();
            if (read(() -> users.find(user).map(EngineUsers::authenticated))
                    .filter(EngineDoor::isStaff)
                    .isEmpty()) {
                throw new Refusal(Code.FORBIDDEN, "This is for staff.");
            }
            HttpSession before = request.getSession(false);
            if (before != null) {
                before.invalidate();
            }
            AuthenticationUtil.updateSession(request.getSession(true), login);
        }
        answer.copyBodyToResponse();
    }

    /** Whoever is logged in and staff now; null for everybody else, whose session ends with that. */
    private Authentication staff(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return null;
        }
        Optional<Authentication> user = read(() -> logins.current(session, true));
        boolean kept = request.getSession(false) != null;
        if (kept && user.isPresent() && !isStaff(user.get())) {
            session.invalidate();
            return null;
        }
        return kept ? user.orElse(null) : null;
    }

    private static boolean isStaff(Authentication user) {
        return groups(user).stream().anyMatch(EngineCalls.STAFF::contains);
    }

    private static List<String> groups(Authentication user) {
        return user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList();
    }

    private static <T> T read(Supplier<T> from) {
        try {
            return from.get();
        } catch (DataAccessException unreachable) {
            throw new Refusal(Code.SERVICE_UNAVAILABLE, "The desk cannot check who you are at the moment.")
                    .retryAfter(Duration.ofSeconds(5));
        }
    }

    /** Whether the body is JSON or empty. */
    private static boolean refuseExpressions(HttpServletRequest request, byte[] body) throws IOException {
        boolean readable = true;
        boolean found = Expressions.inQuery(request.getQueryString());
        try {
            found |= Expressions.inBody(body);
        } catch (JacksonException notJson) {
            readable = false;
        }
        if (found) {
            throw new Refusal(Code.MALFORMED_REQUEST, "Expressions are not accepted.");
        }
        return readable;
    }

    private static boolean isJson(HttpServletRequest request) {
        try {
            return request.getContentType() != null
                    && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(request.getContentType()));
        } catch (InvalidMediaTypeException unknown) {
            return false;
        }
    }

    private static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }
}
