package com.withdrawaldesk.notification;

import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.notification.MailQueue.Due;
import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Writes the e-mail of a notice, as HTML and as plain text, in the installation's language. Both have one layout; what differs
 * from event to event are the texts of {@link Wording}, by the event's name.
 */
@Component
public class MailWriter {

    private static final Logger LOG = LoggerFactory.getLogger(MailWriter.class);

    /** Metadata that people want to see, in this order; the rest is for programs. */
    private static final List<String> FACTS =
            List.of("you_receive", "account", "reason", "requestor_type", "reference");

    private final SpringTemplateEngine templates = new SpringTemplateEngine();
    private final NotificationProperties settings;
    private final InternetAddress from;
    private final Wording wording;
    private final Amounts amounts;
    private final Clock clock;
    private final List<MailDetails> details;
    private final List<Attachments> attachments;

    MailWriter(
            NotificationProperties settings,
            Wording wording,
            Amounts amounts,
            Clock clock,
            List<MailDetails> details,
            List<Attachments> attachments)
            throws AddressException {
        this.settings = settings;
        this.attachments = attachments;
        this.details = details;
        this.from = new InternetAddress(settings.mail().from(), false);
        this.wording = wording;
        this.amounts = amounts;
        this.clock = clock;
        templates.addTemplateResolver(resolver("*.html", TemplateMode.HTML));
        templates.addTemplateResolver(resolver("*.txt", TemplateMode.TEXT));
    }

    /**
     * Fills the blank message.
     *
     * @throws AddressException when the recipient's address is none
     */
    MimeMessage write(MimeMessage letter, Due due) throws MessagingException {
        return write(letter, due, wording);
    }

    /** Writes what nobody is sent, to look at it in any language. */
    public MimeMessage sample(Notice notice, Directory.Person to, Wording language) throws MessagingException {
        var due = new Due(0, new Told(0, notice, clock.instant()), to, 1);
        MimeMessage letter = write(new MimeMessage((Session) null), due, language);
        letter.saveChanges();
        return letter;
    }

    private MimeMessage write(MimeMessage letter, Due due, Wording language) throws MessagingException {
        Notice notice = due.told().notice();
        letter.setFrom(from);
        letter.setRecipient(RecipientType.TO, recipient(due.to()));
        letter.setSubject(oneLine(notice.title()), StandardCharsets.UTF_8.name());
        letter.setSentDate(Date.from(clock.instant()));
        letter.setHeader("Message-ID", messageId(due));
        letter.setHeader("Auto-Submitted", "auto-generated");
        if (notice.priority().equals("high")) {
            letter.setHeader("Importance", "high");
        }
        Context facts = context(notice, due.told().at(), due.to(), language);
        var text = new MimeMultipart(
                "alternative",
                part(templates.process("notice.txt", facts), "plain"),
                part(templates.process("notice.html", facts), "html"));
        List<MimeBodyPart> files = files(notice);
        letter.setContent(files.isEmpty() ? text : with(text, files));
        return letter;
    }

    /** Nobody waits for a file that cannot be made. */
    private List<MimeBodyPart> files(Notice notice) {
        try {
            var files = new ArrayList<MimeBodyPart>();
            for (Attachments kind : attachments) {
                var attachment = kind.of(notice);
                if (attachment.isPresent()) {
                    files.add(file(attachment.get()));
                }
            }
            return files;
        } catch (Exception e) {
            LOG.warn(
                    "an e-mail of {} goes without its attachment: {}",
                    notice.event(),
                    e.getClass().getSimpleName());
            return List.of();
        }
    }

    private static MimeBodyPart file(Attachments.Attachment attachment) throws MessagingException {
        var part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(attachment.content(), attachment.type())));
        part.setFileName(attachment.name());
        return part;
    }

    private static MimeMultipart with(MimeMultipart text, List<MimeBodyPart> files) throws MessagingException {
        var body = new MimeBodyPart();
        body.setContent(text);
        var mixed = new MimeMultipart("mixed", body);
        for (MimeBodyPart file : files) {
            mixed.addBodyPart(file);
        }
        return mixed;
    }

    private Context context(Notice notice, Instant at, Directory.Person to, Wording language) {
        boolean person = notice.audience().kind() == Audience.Kind.PERSON;
        var context = new Context(language.language());
        context.setVariable("title", oneLine(notice.title()));
        context.setVariable("greeting", language.say("mail.greeting", Map.of("name", oneLine(to.name()))));
        context.setVariable("message", notice.message());
        context.setVariable("amountIs", language.say("fact.amount"));
        context.setVariable("amount", amount(notice.metadata().get("amount")));
        context.setVariable("facts", facts(notice, at, language));
        context.setVariable("colon", language.say("mail.colon"));
        context.setVariable("nextIs", language.say("mail.next"));
        context.setVariable("next", next(notice, language));
        context.setVariable("link", notice.actionUrl() == null ? null : settings.absolute(notice.actionUrl()));
        context.setVariable("linkIs", language.say("mail.link"));
        context.setVariable("action", notice.actionText());
        context.setVariable("why", language.say(person ? "mail.why.person" : "mail.why.group"));
        return context;
    }

    private Map<String, String> facts(Notice notice, Instant at, Wording language) {
        boolean own = notice.audience().kind() == Audience.Kind.PERSON;
        Map<String, String> facts = new LinkedHashMap<>();
        for (String name : FACTS) {
            String value = notice.metadata().get(name);
            // Nobody has to be told what they are themselves.
            if (value != null && !value.isBlank() && !(own && name.equals("requestor_type"))) {
                facts.put(language.say("fact." + name), Names.isolated(spoken(name, value, language)));
            }
        }
        details(notice, language)
                .forEach((name, value) -> facts.put(language.say("fact." + name), Names.isolated(value)));
        facts.put(language.say("fact.at"), language.time(at));
        return facts;
    }

    /** Nobody waits for details that cannot be read. */
    private Map<String, String> details(Notice notice, Wording language) {
        var all = new LinkedHashMap<String, String>();
        try {
            for (MailDetails kind : details) {
                all.putAll(kind.of(notice, language));
            }
        } catch (Exception e) {
            LOG.warn(
                    "an e-mail of {} goes without its details: {}",
                    notice.event(),
                    e.getClass().getSimpleName());
        }
        return all;
    }

    private String spoken(String name, String value, Wording language) {
        return switch (name) {
            case "you_receive" -> amount(value);
            case "requestor_type" ->
                language.find("requester." + value.toLowerCase(Locale.ROOT)).orElse(value);
            // Masked by whoever told it; once more here, because mail travels far and stays long.
            case "account" -> value.replaceAll("\\d(?=\\d{4})", "•");
            default -> value;
        };
    }

    private String amount(String value) {
        return amounts.isDecimal(value) ? Amounts.spoken(amounts.parse(value)) : value;
    }

    /** Null when it is said already, or when there is nothing to say: not every event has a next step. */
    private static String next(Notice notice, Wording language) {
        String next = notice.metadata()
                .getOrDefault(
                        "next_step", language.find(notice.event() + ".next").orElse(null));
        boolean saidAlready = next != null && notice.message().contains(next);
        return saidAlready ? null : next;
    }

    private static InternetAddress recipient(Directory.Person person) throws AddressException {
        var address = new InternetAddress(person.email(), true);
        try {
            address.setPersonal(oneLine(person.name()), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("every Java knows UTF-8", e);
        }
        return address;
    }

    /** The same for each attempt, so that a mailbox recognises a repeated e-mail. */
    private String messageId(Due due) {
        String domain = from.getAddress().substring(from.getAddress().indexOf('@') + 1);
        return "<notice." + due.id() + "." + due.told().at().toEpochMilli() + "@" + domain + ">";
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        var part = new MimeBodyPart();
        part.setText(text, StandardCharsets.UTF_8.name(), subtype);
        return part;
    }

    /** A line break in a header would begin another header. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    private static ClassLoaderTemplateResolver resolver(String names, TemplateMode mode) {
        var resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/mail/");
        resolver.setTemplateMode(mode);
        resolver.setCharacterEncoding(StandardCharsets.UTF_8.name());
        resolver.getResolvablePatternSpec().addPattern(names);
        return resolver;
    }
}
