package com.withdrawaldesk.base.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/**
 * A table for a spreadsheet, written while it is read, so that its length does not matter. It begins with a byte order mark,
 * without which spreadsheets garble names and the naira sign.
 */
public final class Csv {

    private final CSVPrinter printer;

    /** Begins the answer: a file of this name with this first line. */
    public Csv(HttpServletResponse response, String file, Object... header) throws IOException {
        response.setContentType("text/csv");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment().filename(file).build().toString());
        response.getWriter().write('\uFEFF');
        printer = new CSVPrinter(response.getWriter(), CSVFormat.RFC4180);
        line(header);
    }

    /** One line. A spreadsheet would take a text that begins like a formula for one; numbers keep their sign. */
    public void line(Object... values) throws IOException {
        printer.printRecord(Arrays.stream(values).map(Csv::defused).toArray());
    }

    /** Ends the answer. */
    public void end() throws IOException {
        printer.flush();
    }

    private static Object defused(Object value) {
        return value instanceof String text
                        && text.matches("(?s)\\s*[=+\\-@\t\r\n].*")
                        && !text.matches("-?\\d+(\\.\\d+)?")
                ? "'" + text
                : value;
    }
}
