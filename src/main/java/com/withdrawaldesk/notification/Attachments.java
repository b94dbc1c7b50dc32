package com.withdrawaldesk.notification;

import java.util.Optional;

/** Makes what goes with e-mails. */
public interface Attachments {

    /**
     * What goes with the e-mail of this notice, made when the e-mail is written, outside any transaction. Whatever it throws, the
     * e-mail goes without.
     */
    Optional<Attachment> of(Notice notice) throws Exception;

    /**
     * A file.
     *
     * @param name with its ending
     * @param type its media type
     */
    record Attachment(String name, String type, byte[] content) {}
}
