package com.withdrawaldesk.base.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** The one form of an error answer: RFC 9457, with the owner's {@code success} and {@code message} beside it. */
public final class Problem {

    /**
     * One fault of one field.
     *
     * @param field name in the request body or query
     * @param code stable code of the fault, for example {@code invalid_amount}
     * @param message a sentence for people
     */
    public record Fault(String field, String code, String message) {}

    /** What is wrong with a request whatever it is about. */
    private static final Set<Code> PLAIN = EnumSet.of(
            Code.MALFORMED_REQUEST,
            Code.UNAUTHORIZED,
            Code.FORBIDDEN,
            Code.NOT_FOUND,
            Code.METHOD_NOT_ALLOWED,
            Code.REQUEST_TIMEOUT,
            Code.BODY_TOO_LARGE,
            Code.UNSUPPORTED_MEDIA_TYPE,
            Code.SERVICE_UNAVAILABLE);

    private Problem() {}

    static Map<String, Object> body(Code code, String detail, Map<String, Object> facts, List<Fault> faults) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "urn:withdrawal-desk:problem:" + code.value().replace('_', '-'));
        body.put("title", code.title());
        body.put("status", AnswerStatus.of(code).value());
        body.put("detail", detail);
        body.put("code", code.value());
        body.put("success", false);
        body.put("message", detail);
        facts.forEach(body::putIfAbsent);
        if (!faults.isEmpty()) {
            body.put("errors", faults);
        }
        return body;
    }

    /** The members of a refusal's document. */
    public static Map<String, Object> body(Refusal refusal) {
        return body(refusal.code(), refusal.getMessage(), refusal.facts(), List.of());
    }

    /** What a refusal with this code looks like, for the description of the API. */
    public static Map<String, Object> example(Code code) {
        return body(code, code.title() + ".", Map.of(), List.of());
    }

    static ResponseEntity<Object> answer(Code code, String detail, List<Fault> faults) {
        return ResponseEntity.status(AnswerStatus.of(code))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body(code, detail, Map.of(), faults));
    }

    static ResponseEntity<Object> answer(Refusal refusal) {
        var answer =
                ResponseEntity.status(AnswerStatus.of(refusal.code())).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers(refusal).forEach((name, value) -> answer.header(name, value));
        return answer.body(body(refusal));
    }

    /** Writes a refusal where no controller is in charge, as in a filter. */
    public static void write(HttpServletResponse response, ObjectMapper json, Refusal refusal) throws IOException {
        headers(refusal).forEach(response::setHeader);
        int status = AnswerStatus.of(refusal.code()).value();
        write(response, json, status, body(refusal));
    }

    /**
     * Writes what goes with a status, from 400 on, of which nobody knows more. What is not implemented (501, 505) is the fault
     * of whoever asks for it.
     */
    public static void write(HttpServletResponse response, ObjectMapper json, int found) throws IOException {
        int status = found == 501 || found == 505 ? 400 : found;
        Code code = PLAIN.stream()
                .filter(one -> AnswerStatus.of(one).value() == status)
                .findFirst()
                .orElse(status < 500 ? Code.MALFORMED_REQUEST : Code.INTERNAL_ERROR);
        var body = body(code, code.title() + ".", Map.of(), List.of());
        body.put("status", status);
        write(response, json, status, body);
    }

    private static void write(HttpServletResponse response, ObjectMapper json, int status, Map<String, Object> body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        json.writeValue(response.getOutputStream(), body);
    }

    /** The header fields that a refusal comes with. */
    public static Map<String, String> headers(Refusal refusal) {
        var headers = new LinkedHashMap<String, String>(
                refusal instanceof RateLimited limited ? limited.headers() : Map.of());
        if (refusal.retryAfter() != null) {
            headers.put(
                    HttpHeaders.RETRY_AFTER,
                    String.valueOf(
                            Math.max(1, refusal.retryAfter().plusMillis(999).toSeconds())));
        }
        return headers;
    }
}
