package com.withdrawaldesk.demo;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Without an SMTP server the demo's e-mails become files that any mail program opens. */
@Configuration(proxyBeanMethods = false)
@Profile("demo")
@ConditionalOnProperty(name = "spring.mail.host", havingValue = "none", matchIfMissing = true) // Only if it is missing.
class DemoMail {

    @Bean
    JavaMailSenderImpl filedMail(@Value("${desk.demo.data}") String data) {
        return new JavaMailSenderImpl() {
            @Override
            protected Transport getTransport(Session session) {
                return new Folder(session, Path.of(data, "mail"));
            }
        };
    }

    private static final class Folder extends Transport {

        private static final DateTimeFormatter SORTABLE = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-");

        private final Path folder;

        Folder(Session session, Path folder) {
            super(session, null);
            this.folder = folder;
        }

        @Override
        protected boolean protocolConnect(String host, int port, String user, String password) {
            return true;
        }

        @Override
        public void sendMessage(Message message, Address[] recipients) throws MessagingException {
            try {
                Files.createDirectories(folder);
                Path file = Files.createTempFile(folder, LocalDateTime.now().format(SORTABLE), ".eml");
                try (var out = Files.newOutputStream(file)) {
                    message.writeTo(out);
                }
            } catch (IOException e) {
                throw new MessagingException("cannot file the e-mail in " + folder, e);
            }
        }
    }
}
