package com.withdrawaldesk.base.entrance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/** A body on its way, part by part as it comes from the network. */
class Arriving implements ApplicationBufferHandler {

    /** It took longer than it may. */
    static final class TooSlow extends IOException {}

    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(200);

    private final Request request;
    private final long deadline;
    private ByteBuffer part;
    private boolean done;

    /** @param deadline as of {@link System#nanoTime()} */
    Arriving(Request request, long deadline) {
        this.request = request;
        this.deadline = deadline;
    }

    /** Waits for the next part. False when there is none. */
    boolean next() throws IOException {
        if (done) {
            return false;
        }
        if (System.nanoTime() - deadline > 0) {
            throw new TooSlow();
        }
        try {
            done = request.doRead(this) < 0;
        } catch (SocketTimeoutException e) {
            throw new TooSlow();
        }
        return !done;
    }

    /** Bytes in this part. */
    int size() {
        return part.remaining();
    }

    void moveTo(ByteArrayOutputStream body) {
        byte[] bytes = new byte[part.remaining()];
        part.duplicate().get(bytes);
        body.writeBytes(bytes);
    }

    /** Takes so many bytes at the most of what comes in the next moment, and waits for no more. */
    void discard(long bytes) throws IOException {
        long end = System.nanoTime() + MOMENT;
        for (long left = bytes; left > 0 && !done && System.nanoTime() - end < 0; ) {
            if (!isThereMore()) {
                LockSupport.parkNanos(MOMENT / 20);
            } else if (next()) {
                left -= size();
            }
        }
    }

    private boolean isThereMore() {
        request.action(ActionCode.AVAILABLE, Boolean.TRUE); // True: the network is asked, too.
        return request.getAvailable() > 0;
    }

    /** Whether all of it has come. */
    boolean isDone() {
        return done;
    }

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
        part = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
        return part;
    }

    @Override
    public void expand(int size) {
        // Only headers are read into a buffer that has to grow.
    }
}
