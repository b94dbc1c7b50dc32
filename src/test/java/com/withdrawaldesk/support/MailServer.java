package com.withdrawaldesk.support;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** An SMTP server that can go and come back, always on the same port. */
public final class MailServer implements AutoCloseable {

    private final int port = DeskProcess.freePort();
    private final GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    public MailServer start() {
        server.start();
        return this;
    }

    public void stop() {
        server.stop();
    }

    public int port() {
        return port;
    }

    /** The e-mails since the start whose text contains this, each as {@code <address>: <subject>}. */
    public List<String> mails(String text) {
        return Stream.of(server.getReceivedMessages())
                .filter(mail -> text(mail).contains(text))
                .map(MailServer::heading)
                .toList();
    }

    private static String heading(MimeMessage mail) {
        try {
            return mail.getHeader("To", null).replaceAll(".*<(.*)>", "$1") + ": " + mail.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(MimeMessage mail) {
        try {
            Object content = mail.getContent();
            while (content instanceof Multipart parts) {
                content = parts.getBodyPart(0).getContent();
            }
            return content.toString();
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
