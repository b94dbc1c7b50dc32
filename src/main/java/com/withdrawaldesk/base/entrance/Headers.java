package com.withdrawaldesk.base.entrance;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** What every answer says, the server's own refusals included: to browsers, and by which id it is found in log and audit trail. */
class Headers extends ValveBase {

    private static final String REQUEST_ID = "X-Request-Id";
    private static final String YEAR = "max-age=31536000; includeSubDomains";

    private final boolean https;

    /** @param https whether people reach the desk by https alone; the proxy in front does, the desk itself cannot see it */
    Headers(boolean https) {
        super(true);
        this.https = https;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String given = request.getHeader(REQUEST_ID);
        response.setHeader(
                REQUEST_ID,
                given != null && given.matches("[A-Za-z0-9_-]{8,64}")
                        ? given
                        : UUID.randomUUID().toString());
        // Not "no-referrer": browsers would then hide the origin that the web apps check on each change.
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (https) {
            response.setHeader("Strict-Transport-Security", YEAR);
        }
        getNext().invoke(request, response);
    }
}
