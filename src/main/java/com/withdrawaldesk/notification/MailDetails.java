package com.withdrawaldesk.notification;

import com.withdrawaldesk.base.language.Wording;
import java.util.Map;

/** Adds to e-mails what they say beyond the notice itself. */
public interface MailDetails {

    /**
     * Facts in their order, by the name of their label, {@code fact.<name>}; empty when there is nothing to add. Asked when the
     * e-mail is written, outside any transaction. Whatever it throws, the e-mail goes without.
     */
    Map<String, String> of(Notice notice, Wording language) throws Exception;
}
