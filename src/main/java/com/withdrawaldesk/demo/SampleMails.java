package com.withdrawaldesk.demo;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Directory;
import com.withdrawaldesk.notification.MailWriter;
import com.withdrawaldesk.notification.Notice;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** One e-mail of each kind in each language, as the desk would write it, without anybody having to lock a PIN to see it. */
@Component
@Profile("demo")
class SampleMails {

    private static final String TITLE = ".title";
    private static final String REFERENCE = "WTH-7K2M9Q4XB8RT";
    private static final String REASON = "The account is not in your name.";
    private static final String ACCOUNT = "Guaranty Trust Bank ******6789";

    /** Events that are told to the person they concern; the others go to those who look after withdrawals. */
    private static final Pattern PERSONAL = Pattern.compile(
            "withdrawal\\.(approved|completed|rejected|cancelled|refunded|failed|reversed).*|pin\\..*|account\\..*|payment_settings\\..*"
                    + "|payout_schedule\\..*|payout_run\\.skipped|announcement");

    private final MailWriter writer;
    private final Wording wording;
    private final Clock clock;

    SampleMails(MailWriter writer, Wording wording, Clock clock) {
        this.writer = writer;
        this.wording = wording;
        this.clock = clock;
    }

    /** Every kind there is: an event, or one of its cases. */
    List<String> kinds() {
        return wording.keys().stream()
                .filter(key -> key.endsWith(TITLE))
                .map(key -> key.substring(0, key.length() - TITLE.length()))
                .filter(kind -> wording.find(kind + ".message").isPresent()) // Pages have titles, too.
                .sorted()
                .toList();
    }

    MimeMessage write(String kind, Locale language) throws MessagingException {
        Wording words = wording.in(language);
        Map<String, Object> values = values(words);
        values.put(
                "found",
                kind.startsWith("audit.")
                        ? words.say("audit.finding.row_changed")
                        : "1 " + words.say("difference.missing_there"));
        boolean personal = PERSONAL.matcher(kind).matches();
        String action = personal ? null : action(kind);
        var notice = new Notice(
                personal ? Audience.person("techstore") : Audience.group(Groups.BUSINESS_ADMINS),
                event(kind),
                words.say(kind + TITLE, values),
                words.say(kind + ".message", values),
                "normal",
                facts(kind, personal),
                action == null ? null : "/",
                action == null ? null : words.say(action));
        return writer.sample(
                notice,
                personal
                        ? new Directory.Person("techstore", "Tech Store", "techstore@example.com")
                        : new Directory.Person("admin1", "Ada Obi", "admin1@example.com"),
                words);
    }

    private Map<String, Object> values(Wording words) {
        var values = new LinkedHashMap<String, Object>();
        values.put("type", words.say("requester.vendor"));
        values.put("requester", "Tech Store");
        values.put("user", "operator1");
        values.put("reference", REFERENCE);
        values.put("references", REFERENCE);
        values.put("amount", "₦50,000.00");
        values.put("payout", "₦49,950.00");
        values.put("account", ACCOUNT);
        values.put("reason", REASON);
        String later = words.time(clock.instant().plus(Duration.ofDays(1)));
        values.put("next", words.say("outlook.sending", Map.of("time", later)));
        values.put("kept", "₦50.00");
        values.put("part", "₦20,000.00");
        values.put("tasks", "Record bank transfer " + REFERENCE);
        values.put("provider", "paystack");
        values.put("detail", "Invalid key");
        values.put("doubt", "the amount is not what was ordered");
        values.put("why", "reference not known");
        values.put("day", LocalDate.now(clock));
        values.put("time", words.time(clock.instant().plus(Duration.ofDays(1))));
        values.put("ours", "₦200,000.00");
        values.put("theirs", "₦150,000.00");
        values.put("order", "ORDER-4711");
        values.put("owner", "techstore");
        values.put("message", "Payouts leave again from tomorrow on.");
        values.put("seal", 57);
        values.put("rows", 1234);
        values.put("row", 1201);
        values.put("anchor", "57-" + "3f9a0c71d2e84b56".repeat(4));
        values.put("id", 7);
        values.put("count", 3);
        values.put("refused", 1);
        values.put("open", 0);
        values.put("skipped", 2);
        values.put("how_long", words.say("lock.minute"));
        values.put(
                "when",
                words.say(
                        "schedule.weekly",
                        Map.of("weekday", DayOfWeek.FRIDAY.getDisplayName(TextStyle.FULL, words.language()))));
        return values;
    }

    /** As with the real ones, what a message speaks of also stands among its facts. */
    private Map<String, String> facts(String kind, boolean personal) {
        boolean ofWithdrawal = kind.startsWith("withdrawal.") || kind.startsWith("payout.");
        String message = wording.find(kind + ".message").orElseThrow();
        var facts = new LinkedHashMap<String, String>();
        if (ofWithdrawal || message.contains("{amount}")) {
            facts.put("amount", "50000.00");
        }
        if (ofWithdrawal || message.contains("{reference}")) {
            facts.put("reference", REFERENCE);
        }
        if (ofWithdrawal) {
            facts.put("requestor_type", "Vendor");
        }
        if (ofWithdrawal && personal || message.contains("{account}")) {
            facts.put("account", ACCOUNT);
        }
        if (message.contains("{payout}") && personal) {
            facts.put("you_receive", "49950.00");
        }
        if (message.contains("{reason}") && personal) {
            facts.put("reason", REASON);
        }
        return facts;
    }

    private static String event(String kind) {
        return kind.replaceFirst("^(\\w+\\.\\w+).*", "$1");
    }

    /** The label of its button; null when there is nothing to do in the desk. */
    private static String action(String kind) {
        return switch (kind.replaceFirst("\\..*", "")) {
            case "withdrawal" -> "action.review";
            case "payout" -> "action.task";
            case "payout_run" -> "action.run";
            default -> null;
        };
    }
}
