package com.withdrawaldesk.security;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * An answer of the web apps. What they would tell of a fault of their own, which is Java's and the engine's words, is dropped; so
 * is what the parser would tell of a body whose form is wrong.
 */
class WithoutTraces extends HttpServletResponseWrapper {

    private boolean failed;
    private boolean misread;

    WithoutTraces(HttpServletResponse response) {
        super(response);
    }

    /** Whether nothing was answered yet but a fault. */
    boolean failed() {
        return failed && !isCommitted();
    }

    /** Whether nothing was answered yet but that the body has another form than is expected. */
    boolean misread() {
        return misread && !isCommitted();
    }

    /** Plain text is the parser's; everything else tells its refusals in JSON. */
    private boolean isDropped() {
        misread = getStatus() == SC_BAD_REQUEST
                && getContentType() != null
                && getContentType().startsWith("text/plain");
        return failed || misread;
    }

    @Override
    public void setStatus(int status) {
        failed = status >= SC_INTERNAL_SERVER_ERROR;
        super.setStatus(status);
    }

    @Override
    public void sendError(int status) throws IOException {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        if (status >= SC_INTERNAL_SERVER_ERROR) {
            setStatus(status);
        } else {
            super.sendError(status, message);
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        if (!isDropped()) {
            super.flushBuffer();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return isDropped() ? new Nowhere() : super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        return isDropped() ? new PrintWriter(new Nowhere()) : super.getWriter();
    }

    private static final class Nowhere extends ServletOutputStream {

        @Override
        public void write(int b) {
            // Dropped.
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("nothing is written");
        }
    }
}
