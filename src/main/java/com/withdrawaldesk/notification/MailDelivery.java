package com.withdrawaldesk.notification;

import com.withdrawaldesk.notification.MailQueue.Due;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/**
 * Mails notices. A mail server that is slow, down or refusing delays mail and nothing else: no transaction is open and no
 * row is locked while one is spoken to. A crash between sending and recording repeats an e-mail under the same Message-ID.
 */
@Component
public class MailDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(MailDelivery.class);
    private static final int MAX_BATCHES = 50;
    private static final int MAX_ERROR_LENGTH = 300;

    private final MailQueue queue;
    private final MailWriter writer;
    private final JavaMailSender server;
    private final NotificationProperties.Mail settings;
    private final MeterRegistry meters;

    MailDelivery(
            MailQueue queue,
            MailWriter writer,
            JavaMailSender server,
            NotificationProperties settings,
            MeterRegistry meters) {
        this.queue = queue;
        this.writer = writer;
        this.server = server;
        this.settings = settings.mail();
        this.meters = meters;
    }

    /** Fans out what was told, then sends what is due: all of it, unless that would take one run too long. */
    public void run() {
        repeat(queue::fanOut);
        repeat(this::sendBatch);
    }

    private static void repeat(BooleanSupplier batch) {
        int batches = 0;
        while (batch.getAsBoolean() && batches < MAX_BATCHES) {
            batches++;
        }
    }

    /** Sends one batch; false when nothing was due, or nothing of it got through and the next would fare no better. */
    private boolean sendBatch() {
        Map<MimeMessage, Due> letters = new LinkedHashMap<>();
        for (Due due : queue.claim()) {
            try {
                letters.put(writer.write(server.createMimeMessage(), due), due);
            } catch (MessagingException | RuntimeException e) {
                failed(due, e);
            }
        }
        Map<Object, Exception> failures = send(letters.keySet());
        letters.forEach((letter, due) -> {
            if (failures.containsKey(letter)) {
                failed(due, failures.get(letter));
            } else {
                queue.delivered(due);
                count("delivered");
            }
        });
        failures.values().stream()
                .findFirst()
                .ifPresent(first -> LOG.warn(
                        "{} of {} e-mails were not accepted: {}", failures.size(), letters.size(), describe(first)));
        return letters.size() > failures.size();
    }

    /** Sends by one connection; returns what was not accepted and why. */
    private Map<Object, Exception> send(Set<MimeMessage> letters) {
        if (letters.isEmpty()) {
            return Map.of();
        }
        try {
            server.send(letters.toArray(MimeMessage[]::new));
            return Map.of();
        } catch (MailSendException e) {
            return e.getFailedMessages();
        } catch (MailException e) {
            return letters.stream().collect(Collectors.toMap(letter -> letter, letter -> e));
        }
    }

    private void failed(Due due, Exception cause) {
        boolean refused = causes(cause).anyMatch(MailDelivery::refusesAddress);
        boolean last = due.attempts() >= settings.maxAttempts();
        String error = describe(cause);
        if (refused || last) {
            queue.giveUp(due, error);
            count("given_up");
            LOG.warn("e-mail {} is given up after attempt {}: {}", due.id(), due.attempts(), error);
        } else {
            queue.retry(due, error);
            count("retried");
        }
    }

    /** Trying again cannot help when it is no address, or when the server says for good that nobody lives there. */
    private static boolean refusesAddress(Throwable cause) {
        return cause instanceof AddressException
                || cause instanceof SMTPAddressFailedException refused
                        && refused.getReturnCode() / 100 == 5
                        // "Relaying denied" and the like: the desk's own settings are at fault, and can be put right.
                        && !refused.getMessage().contains("5.7.");
    }

    /** What lies deepest says most. Servers like to repeat the address, which is nobody's business here. */
    private static String describe(Exception cause) {
        Throwable deepest = causes(cause).reduce((outer, inner) -> inner).orElse(cause);
        String text = deepest.getClass().getSimpleName() + ": " + Objects.toString(deepest.getMessage(), "");
        String clean = text.replaceAll("\\S+@\\S+", "<address>")
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        return clean.substring(0, Math.min(clean.length(), MAX_ERROR_LENGTH));
    }

    private static Stream<Throwable> causes(Throwable cause) {
        return Stream.iterate(cause, Objects::nonNull, Throwable::getCause);
    }

    private void count(String outcome) {
        meters.counter("desk.notifications.delivered", "channel", "email", "outcome", outcome)
                .increment();
    }
}
