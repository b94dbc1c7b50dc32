package com.withdrawaldesk.base.entrance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.Problem;
import jakarta.servlet.ServletException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Reads the whole body before anybody is asked who it is from or what it means: no more than is allowed, and for no longer
 * than is allowed, however it is sent. A client that sends a byte now and then keeps the server's own timeouts, which look at
 * one read at a time, from ever striking.
 */
class Bodies extends ValveBase {

    private static final String LOGINS = "/camunda/api/admin/auth/";

    /** What is still taken of a body that is too large, so that its sender gets to read why it was refused. */
    private static final int DISCARDED = 1 << 20;

    private final EntranceProperties settings;
    private final ObjectMapper json;

    Bodies(EntranceProperties settings, ObjectMapper json) {
        super(true);
        this.settings = settings;
        this.json = json;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        var raw = request.getCoyoteRequest();
        InputBuffer sent = raw.getInputBuffer();
        try {
            // What the server has refused already says nothing about its length that could be read.
            if (response.getStatus() >= 400 || !hasBody(request) || arrives(request, response)) {
                getNext().invoke(request, response);
            }
        } finally {
            raw.setInputBuffer(sent);
        }
    }

    private static boolean hasBody(Request request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private boolean arrives(Request request, Response response) throws IOException {
        var raw = request.getCoyoteRequest();
        long limit = limit(request.getDecodedRequestURI());
        var arriving =
                new Arriving(raw, System.nanoTime() + settings.bodyWithin().toNanos());
        try {
            var body = new ByteArrayOutputStream();
            while (request.getContentLengthLong() <= limit && arriving.next()) {
                if (body.size() + arriving.size() > limit) {
                    break;
                }
                arriving.moveTo(body);
            }
            if (arriving.isDone()) {
                raw.setInputBuffer(new Arrived(ByteBuffer.wrap(body.toByteArray())));
                return true;
            }
            refuse(response, Code.BODY_TOO_LARGE, "Bodies of more than " + limit / 1024 + " KB are not accepted here.");
            arriving.discard(DISCARDED);
        } catch (Arriving.TooSlow e) {
            refuse(response, Code.REQUEST_TIMEOUT, "The body did not arrive in time.");
        } catch (BadRequestException e) {
            refuse(response, Code.MALFORMED_REQUEST, "The body is not sent as its headers say.");
        } catch (IOException gone) {
            // Nobody is left to be told.
        }
        raw.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        return false;
    }

    private long limit(String path) {
        return (path != null && path.startsWith(LOGINS) ? settings.largestLogin() : settings.largestBody()).toBytes();
    }

    private void refuse(Response response, Code code, String why) throws IOException {
        if (!response.isCommitted()) {
            response.setHeader("Connection", "close");
            Problem.write(response.getResponse(), json, new Refusal(code, why));
            response.flushBuffer();
        }
    }

    /** The body, as it was read. */
    private static final class Arrived implements InputBuffer {

        private ByteBuffer rest;

        Arrived(ByteBuffer body) {
            this.rest = body;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) {
            if (!rest.hasRemaining()) {
                return -1;
            }
            ByteBuffer all = rest;
            rest = ByteBuffer.allocate(0);
            handler.setByteBuffer(all);
            return all.remaining();
        }

        @Override
        public int available() {
            return rest.remaining();
        }
    }
}
