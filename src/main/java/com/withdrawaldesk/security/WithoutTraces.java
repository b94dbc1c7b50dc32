package com.withdrawaldesk.security;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/** An answer of the web apps. What they would tell of a fault of their own, which is Java's and the engine's words, is dropped. */
class WithoutTraces extends HttpServletResponseWrapper {

    private boolean failed;

    WithoutTraces(HttpServletResponse response) {
        super(response);
    }

    /** Whether nothing was answered yet but a fault. */
    boolean failed() {
        return failed && !isCommitted();
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
        if (!failed) {
            super.flushBuffer();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return failed ? new Nowhere() : super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        return failed ? new PrintWriter(new Nowhere()) : super.getWriter();
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
