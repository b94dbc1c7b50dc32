package com.withdrawaldesk.support;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.web.client.RestClientCustomizer;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;

/**
 * Lets the desk die just before or after a call to a provider, once: its thread gets no further and stores nothing more. What is
 * done after that is what is done after a restart.
 */
@TestComponent
public class Crash implements RestClientCustomizer {

    /** The thread's end. */
    public static final class Died extends Error {
        private static final long serialVersionUID = 1;

        private Died(String where) {
            super("died " + where);
        }
    }

    private record Plan(String call, boolean after) {}

    private volatile Plan plan;

    /** Dies before the next call that matches this pattern, as {@code POST .*&#47;transfer}, leaves the desk. */
    public void before(String call) {
        plan = new Plan(call, false);
    }

    /** Dies when the provider has answered the next such call, and nobody has read the answer. */
    public void after(String call) {
        plan = new Plan(call, true);
    }

    /** Dies here and now; for {@link Interruption#at}. */
    public void now() {
        throw new Died("between two steps");
    }

    /** Forgets what was planned. Returns whether it was still to come. */
    public boolean forget() {
        boolean pending = plan != null;
        plan = null;
        return pending;
    }

    @Override
    public void customize(RestClient.Builder client) {
        client.requestInterceptor(interceptor());
    }

    private ClientHttpRequestInterceptor interceptor() {
        return (request, body, execution) -> {
            Plan next = plan;
            String call = request.getMethod() + " " + request.getURI().getPath();
            if (next == null || !call.matches(next.call())) {
                return execution.execute(request, body);
            }
            plan = null;
            if (next.after()) {
                execution.execute(request, body).close();
            }
            throw new Died((next.after() ? "after " : "before ") + call);
        };
    }
}
