package com.withdrawaldesk.demo;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The e-mails that the demo filed. */
record MailBox(Path folder) {

    private static final int SHOWN = 100;

    /** Nothing else is ever looked for in the folder, so a name leads nowhere else. */
    private static final Pattern NAME = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9]+\\.eml");

    /** An e-mail, with its name in the folder. */
    record Filed(String name, MimeMessage message) {}

    /** The newest, newest first. */
    List<Filed> newest() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(NAME.asMatchPredicate())
                    .sorted(Comparator.reverseOrder())
                    .limit(SHOWN)
                    .flatMap(name -> read(name).stream())
                    .toList();
        }
    }

    /** Empty when there is none of this name, or when it is only half written. */
    Optional<Filed> read(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try (var file = Files.newInputStream(folder.resolve(name))) {
            return Optional.of(new Filed(name, new MimeMessage((Session) null, file)));
        } catch (IOException | MessagingException e) {
            return Optional.empty();
        }
    }
}
