package com.withdrawaldesk.security;

import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.AnswerStatus;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * A password that was not looked at, because it came too soon after wrong ones. Below {@code /camunda} it becomes the answer by
 * itself: an exception of this type with a body is passed on as it is by the server of the engine's REST API.
 */
final class LoginRefused extends WebApplicationException {

    private final transient Refusal refusal;

    /** @param document the problem document, as JSON */
    LoginRefused(Refusal refusal, String document) {
        super(
                refusal.getMessage(),
                Response.status(AnswerStatus.of(refusal.code()).value())
                        .header(HttpHeaders.RETRY_AFTER, refusal.retryAfter().toSeconds())
                        .type("application/problem+json")
                        .entity(document)
                        .build());
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
