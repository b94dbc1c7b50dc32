package com.withdrawaldesk.demo;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mail.javamail.MimeMessageHelper;

class DemoMailTest {

    @TempDir
    Path data;

    @Test
    void filesEachMessageAsAnyMailProgramReadsIt() throws Exception {
        var sender = new DemoMail().filedMail(data.toString());
        var message = sender.createMimeMessage();
        var content = new MimeMessageHelper(message, true, "UTF-8");
        content.setFrom("desk@localhost");
        content.setTo("techstore@example.com");
        content.setSubject("₦50,000.00 are on their way");
        content.setText("plain", "<p>html</p>");

        sender.send(message, message);

        try (var files = Files.list(data.resolve("mail"))) {
            assertThat(files).hasSize(2).allSatisfy(file -> {
                try (var in = Files.newInputStream(file)) {
                    var read = new MimeMessage(Session.getInstance(new Properties()), in);
                    assertThat(read.getSubject()).isEqualTo("₦50,000.00 are on their way");
                    assertThat(read.getAllRecipients()[0]).hasToString("techstore@example.com");
                    assertThat(read.getContentType()).startsWith("multipart/");
                }
            });
        }
    }
}
