package com.withdrawaldesk.demo;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a person sees of an e-mail. */
record Letter(String from, String to, String subject, String text, String html, List<Enclosed> files) {

    /** A file that came with it. */
    record Enclosed(String name, String type, byte[] content) {}

    static Letter of(MimeMessage message) throws MessagingException, IOException {
        var parts = new ArrayList<Part>();
        collect(message, parts);
        var files = new ArrayList<Enclosed>();
        for (Part part : parts) {
            if (part.getFileName() != null) {
                String type = part.getContentType().replaceFirst(";.*", "");
                files.add(new Enclosed(
                        part.getFileName(), type, part.getInputStream().readAllBytes()));
            }
        }
        return new Letter(
                addresses(message.getFrom()),
                addresses(message.getAllRecipients()),
                message.getSubject(),
                content(parts, "text/plain"),
                content(parts, "text/html"),
                files);
    }

    private static void collect(Part part, List<Part> parts) throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart several) {
            for (int i = 0; i < several.getCount(); i++) {
                collect(several.getBodyPart(i), parts);
            }
        } else {
            parts.add(part);
        }
    }

    private static String content(List<Part> parts, String type) throws MessagingException, IOException {
        for (Part part : parts) {
            if (part.isMimeType(type) && part.getFileName() == null) {
                return part.getContent().toString();
            }
        }
        return "";
    }

    private static String addresses(Address[] addresses) {
        return Stream.ofNullable(addresses)
                .flatMap(Arrays::stream)
                .map(InternetAddress.class::cast)
                .map(one -> one.getPersonal() == null
                        ? one.getAddress()
                        : one.getPersonal() + " <" + one.getAddress() + ">")
                .collect(Collectors.joining(", "));
    }
}
