package com.withdrawaldesk.base.entrance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.web.Problem;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** What the server refuses by itself, such as a path that is none, looks like any other refusal. */
class ServerAnswers extends ErrorReportValve {

    private final ObjectMapper json;

    ServerAnswers(ObjectMapper json) {
        this.json = json;
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            Problem.write(response.getResponse(), json, response.getStatus());
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client has left, or hears already.
        }
    }
}
