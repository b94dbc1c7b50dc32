package com.withdrawaldesk.base.web;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import java.util.Map;

/** Too many requests; the answer carries the header fields of the IETF draft "RateLimit header fields for HTTP". */
public class RateLimited extends Refusal {

    private final Map<String, String> headers;

    /**
     * @param policy an item of {@code RateLimit-Policy}
     * @param state an item of {@code RateLimit}
     */
    public RateLimited(String message, String policy, String state) {
        super(Code.TOO_MANY_REQUESTS, message);
        headers = Map.of("RateLimit-Policy", policy, "RateLimit", state);
    }

    Map<String, String> headers() {
        return headers;
    }
}
