package com.withdrawaldesk.notification;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The inbox: vendors and customers read what they were told themselves, admins also what their groups were told. */
@RestController
@Unlimited("one's own, by index; open tabs ask again and again")
@RequestMapping("/api/{side:vendor|customer|admin}/notifications")
class InboxController {

    private final Inbox inbox;

    InboxController(Inbox inbox) {
        this.inbox = inbox;
    }

    @GetMapping
    Listed list(@PathVariable String side, Authentication who, @ListFilters("unread") ListQuery query) {
        Boolean unread = query.filter("unread", InboxController::trueOrFalse, "true or false");
        query.check();
        Reader reader = reader(side, who);
        var page = inbox.page(reader, unread, query);
        return new Listed(page.results(), page.next(), inbox.unread(reader));
    }

    @PostMapping("/{id:\\d{1,18}}/read")
    Marked markRead(@PathVariable String side, @PathVariable long id, Authentication who) {
        Reader reader = reader(side, who);
        if (!inbox.markRead(reader, id)) {
            throw new Refusal(Code.NOT_FOUND, "There is no such notification.");
        }
        return new Marked(true, "The notification is marked as read.", inbox.unread(reader));
    }

    private static Reader reader(String side, Authentication who) {
        return side.equals("admin") ? Reader.withGroups(who) : Reader.person(who);
    }

    private static boolean trueOrFalse(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    record Listed(List<NotificationJson> results, String next, long unread) {}

    record Marked(boolean success, String message, long unread) {}
}
