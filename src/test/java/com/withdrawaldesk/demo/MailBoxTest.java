package com.withdrawaldesk.demo;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

class MailBoxTest {

    @TempDir
    Path data;

    private MailBox box;

    @BeforeEach
    void aSecretBesideTheMails() throws Exception {
        Files.writeString(data.resolve("20260302-090000-1.eml"), "Subject: secret\n\nsecret");
        box = new MailBox(data.resolve("mail"));
    }

    @Test
    void isEmptyBeforeTheFirstMail() throws Exception {
        assertThat(box.newest()).isEmpty();
    }

    @Test
    void showsWhatWasFiledNewestFirstAndNothingElse() throws Exception {
        file("First", "<p>1</p>");
        Files.move(only(), data.resolve("mail/20260302-090000-1.eml"));
        file("Second", "<p>2</p>");
        Files.writeString(data.resolve("mail/notes.txt"), "Subject: no mail\n\n");

        assertThat(box.newest()).extracting(mail -> mail.message().getSubject()).containsExactly("Second", "First");
    }

    @Test
    void readsBothTextsAndTheFiles() throws Exception {
        file("₦50,000.00 for you", "<p>html</p>");

        Letter letter = Letter.of(box.newest().get(0).message());

        assertThat(letter.subject()).isEqualTo("₦50,000.00 for you");
        assertThat(letter.to()).isEqualTo("Ada Ọbi <ada@example.com>");
        assertThat(letter.text()).isEqualTo("plain");
        assertThat(letter.html()).isEqualTo("<p>html</p>");
        assertThat(letter.files()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("receipt.pdf");
            assertThat(file.type()).isEqualTo("application/pdf");
            assertThat(file.content()).isEqualTo(new byte[] {1, 2, 3});
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../20260302-090000-1.eml",
                "..\\20260302-090000-1.eml",
                "/etc/passwd",
                "20260302-090000-1.eml\0",
                "20260302-090000-2.eml",
                ""
            })
    void leadsNowhereElse(String name) {
        assertThat(box.read(name)).isEmpty();
    }

    private Path only() throws Exception {
        try (var files = Files.list(data.resolve("mail"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private void file(String subject, String html) throws Exception {
        JavaMailSenderImpl sender = new DemoMail().filedMail(data.toString());
        MimeMessage message = sender.createMimeMessage();
        var content = new MimeMessageHelper(message, true, "UTF-8");
        content.setFrom("desk@localhost");
        content.setTo("Ada Ọbi <ada@example.com>");
        content.setSubject(subject);
        content.setText("plain", html);
        content.addAttachment("receipt.pdf", new ByteArrayResource(new byte[] {1, 2, 3}), "application/pdf");
        sender.send(message);
    }
}
