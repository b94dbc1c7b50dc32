package com.withdrawaldesk.operations;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.notification.MailQueue;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where operations send again what was given up, once its cause is out of the way. */
@RestController
@Limited(Limit.MAILS)
class ResendController {

    private final MailQueue queue;
    private final Audit audit;

    ResendController(MailQueue queue, Audit audit) {
        this.queue = queue;
        this.audit = audit;
    }

    record Resent(boolean success, String message) {}

    /** Twice is once: the second time nothing is given up any more. */
    @PostMapping("/api/admin/operations/emails/{id:\\d{1,18}}/resend")
    @Transactional
    public Resent resend(@PathVariable long id) {
        if (!queue.resend(id)) {
            throw new Refusal(Code.NOT_FOUND, "This e-mail is not given up, or no longer: somebody was faster.");
        }
        audit.record(Audit.Event.of("email.resent", "email", String.valueOf(id)));
        return new Resent(true, "The e-mail is sent again within a few seconds.");
    }
}
