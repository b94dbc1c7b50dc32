package com.withdrawaldesk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailWriterTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final Directory.Person ADA = new Directory.Person("ada", "Ada Obi", "ada@example.com");

    private final MailWriter writer = writer("https://desk.example/");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "withdrawal.requested",
                "withdrawal.reminder",
                "withdrawal.overdue",
                "withdrawal.approved",
                "withdrawal.rejected",
                "withdrawal.completed",
                "withdrawal.failed",
                "withdrawal.cancelled",
                "withdrawal.reversed",
                "payout.investigate",
                "payout.record",
                "pin.locked",
                "pin.changed",
                "pin.reset",
                "payment_settings.changed"
            })
    void writesTextAndHtmlForEachEventAndSaysWhatHappensNext(String event) throws Exception {
        Mail mail = write(notice(event), ADA);

        assertThat(mail.type()).startsWith("multipart/alternative");
        assertThat(mail.partTypes())
                .satisfiesExactly(first -> assertThat(first).startsWith("text/plain"), second -> assertThat(second)
                        .startsWith("text/html"));
        for (String part : List.of(mail.text(), mail.html())) {
            assertThat(part)
                    .contains("Hello Ada Obi,", "Tech Store requested withdrawal of ₦50,000.00", "WTH-ABC123DEF456")
                    .contains("₦50,000.00", "GTBank ••••••6789")
                    .contains("What happens next", next(event))
                    .contains("https://desk.example/admin/withdrawals/42", "Review Withdrawal")
                    .doesNotContain("0123456789", "payout_id", "??");
        }
        assertThat(mail.message().getSubject()).isEqualTo("New Vendor Withdrawal Request");
        assertThat(mail.header("From")).isEqualTo("Withdrawal Desk <no-reply@desk.example>");
        assertThat(mail.header("To")).isEqualTo("Ada Obi <ada@example.com>");
        assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
    }

    @Test
    void saysWhenInTheZoneOfTheInstallation() throws Exception {
        Mail mail = write(notice("pin.changed"), ADA);

        assertThat(mail.text()).contains("Time: 2 Mar 2026, 10:00 (Lagos)");
        assertThat(mail.html()).contains("2 Mar 2026, 10:00 (Lagos)");
    }

    @Test
    void writesInTheLanguageOfTheInstallation() throws Exception {
        Mail mail = write(writer("https://desk.example/", Locale.FRENCH), notice("withdrawal.requested"), ADA);

        assertThat(mail.html()).contains("<html lang=\"fr\"");
        for (String part : List.of(mail.text(), mail.html())) {
            assertThat(part)
                    .contains("Bonjour Ada Obi,", "Et maintenant\u00a0?", "Comparez la demande", "Compte bancaire")
                    .contains("₦50,000.00", "2 mars 2026, 10:00 (Lagos)")
                    .doesNotContain("Hello", "What happens", "Reference");
        }
    }

    @Test
    void writesAnUnknownEventWithItsOwnWordsOnly() throws Exception {
        var notice = new Notice(
                Audience.person("ada"), "some.event", "A title", "A message.", "normal", Map.of("x", "y"), null, null);

        Mail mail = write(notice, ADA);

        assertThat(mail.text()).contains("A message.").doesNotContain("What happens next", "??", "null");
        assertThat(mail.html())
                .contains("A title", "A message.")
                .doesNotContain("What happens next", "??", "<a ", "null");
    }

    @Test
    void tellsReasonAndNextStepThatCameWithTheNotice() throws Exception {
        var facts = Map.of("reason", "Account verification failed", "next_step", "Send us a bank statement.");
        var notice = new Notice(
                Audience.person("ada"),
                "withdrawal.rejected",
                "Rejected",
                "Not approved.",
                "normal",
                facts,
                null,
                null);

        Mail mail = write(notice, ADA);

        for (String part : List.of(mail.text(), mail.html())) {
            assertThat(part)
                    .contains("Account verification failed", "Send us a bank statement.")
                    .doesNotContain(next("withdrawal.rejected"));
        }
    }

    @Test
    void goesWithoutAnAttachmentThatCannotBeMade() throws Exception {
        Attachments broken = notice -> {
            throw new IllegalStateException("no font");
        };

        Mail mail =
                write(writer("https://desk.example/", broken), Notices.titled("Your PIN", Audience.person("ada")), ADA);

        assertThat(mail.type()).startsWith("multipart/alternative");
        assertThat(mail.text()).isNotBlank();
    }

    @Test
    void doesNotSayTheNextStepTwice() throws Exception {
        String next = "Send us a bank statement.";
        var notice = new Notice(
                Audience.person("ada"),
                "withdrawal.failed",
                "Failed",
                "Not paid. " + next,
                "normal",
                Map.of("next_step", next),
                null,
                null);

        assertThat(write(notice, ADA).text()).containsOnlyOnce(next).doesNotContain("What happens next");
    }

    @Test
    void escapesWhatPeopleTypedInHtml() throws Exception {
        String evil = "<script>alert(1)</script>\"'&";
        var notice = new Notice(
                Audience.person("ada"), evil, evil, evil, "high", Map.of("reason", evil), "/\"><script>", evil);

        Mail mail = write(notice, new Directory.Person("ada", evil, "ada@example.com"));

        assertThat(mail.html())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script");
        assertThat(mail.text()).contains(evil);
    }

    @Test
    void doesNotEvaluateExpressionsThatPeopleTyped() throws Exception {
        String expression = "${7*7} [[${7*7}]] [(${7*7})] #{greeting} __${7*7}__";
        var notice = new Notice(
                Audience.person("ada"),
                expression,
                expression,
                expression,
                "normal",
                Map.of("reason", expression),
                null,
                null);

        Mail mail = write(notice, ADA);

        assertThat(mail.text()).contains(expression).doesNotContain("49");
        assertThat(mail.html()).contains("${7*7}").doesNotContain(">49<", "_49_");
    }

    @Test
    void keepsLineBreaksOutOfHeaders() throws Exception {
        var notice = new Notice(
                Audience.person("ada"),
                "e",
                "Hi\r\nBcc: thief@example.com\r\n\r\nbody",
                "m",
                "normal",
                Map.of(),
                null,
                null);

        Mail mail = write(notice, new Directory.Person("ada", "Ada\r\nBcc: thief@example.com", "ada@example.com"));

        assertThat(mail.message().getSubject()).isEqualTo("Hi Bcc: thief@example.com body");
        assertThat(mail.message().getHeader("Bcc")).isNull();
        assertThat(mail.message().getAllRecipients()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "ada@",
                "a@example.com, b@example.com",
                "ada@example.com\r\nBcc: thief@example.com",
                "a b@example.com"
            })
    void refusesWhatIsNotOneAddress(String address) {
        var nobody = new Directory.Person("ada", "Ada", address);
        assertThatThrownBy(() -> write(notice("pin.changed"), nobody)).isInstanceOf(AddressException.class);
    }

    @Test
    void givesEachAttemptTheSameMessageId() throws Exception {
        String first = write(notice("pin.changed"), ADA).header("Message-ID");
        String second = write(notice("pin.changed"), ADA).header("Message-ID");

        assertThat(first).isEqualTo(second).endsWith("@desk.example>");
    }

    private static String next(String event) throws Exception {
        var texts = new Properties();
        try (var file = Files.newBufferedReader(Path.of("src/main/resources/language/messages.properties"))) {
            texts.load(file);
        }
        assertThat(texts).containsKey(event + ".next");
        return texts.getProperty(event + ".next").replace("{support}", "support");
    }

    private static Notice notice(String event) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("payout_id", "42");
        facts.put("reference", "WTH-ABC123DEF456");
        facts.put("amount", "50000.00");
        facts.put("account", "GTBank 0123456789");
        return new Notice(
                Audience.group("businessAdmins"),
                event,
                "New Vendor Withdrawal Request",
                "Tech Store requested withdrawal of ₦50,000.00",
                "high",
                facts,
                "/admin/withdrawals/42",
                "Review Withdrawal");
    }

    private Mail write(Notice notice, Directory.Person to) throws Exception {
        return write(writer, notice, to);
    }

    private static Mail write(MailWriter writer, Notice notice, Directory.Person to) throws Exception {
        var session = Session.getInstance(new Properties());
        MimeMessage letter =
                writer.write(new MimeMessage(session), new MailQueue.Due(7, new Told(1, notice, NOW), to, 1));
        String id = letter.getMessageID();
        letter.saveChanges();
        letter.setHeader("Message-ID", id);
        var wire = new ByteArrayOutputStream();
        letter.writeTo(wire);
        return new Mail(new MimeMessage(session, new ByteArrayInputStream(wire.toByteArray())));
    }

    private static MailWriter writer(String publicUrl, Attachments... attachments) {
        return writer(publicUrl, Locale.ENGLISH, attachments);
    }

    private static MailWriter writer(String publicUrl, Locale language, Attachments... attachments) {
        var mail = new NotificationProperties.Mail(
                "Withdrawal Desk <no-reply@desk.example>", null, 20, null, List.of(), 8, null);
        try {
            return new MailWriter(
                    new NotificationProperties(URI.create(publicUrl), mail, null),
                    new Wording(language, ZoneId.of("Africa/Lagos")),
                    new Amounts("NGN"),
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    List.of(),
                    List.of(attachments));
        } catch (AddressException e) {
            throw new AssertionError(e);
        }
    }

    /** A message as it came over the wire. */
    private record Mail(MimeMessage message) {

        String type() throws Exception {
            return message.getContentType();
        }

        List<String> partTypes() throws Exception {
            return List.of(
                    body().getBodyPart(0).getContentType(),
                    body().getBodyPart(1).getContentType());
        }

        String text() throws Exception {
            return body().getBodyPart(0).getContent().toString().replace("\r\n", "\n");
        }

        String html() throws Exception {
            return body().getBodyPart(1).getContent().toString();
        }

        String header(String name) throws Exception {
            return message.getHeader(name, null);
        }

        private MimeMultipart body() throws Exception {
            return (MimeMultipart) message.getContent();
        }
    }
}
