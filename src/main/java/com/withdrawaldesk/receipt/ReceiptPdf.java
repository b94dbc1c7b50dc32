package com.withdrawaldesk.receipt;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.Font;
import com.lowagie.text.PageSize;
import com.lowagie.text.Phrase;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfString;
import com.lowagie.text.pdf.PdfWriter;
import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.fee.Bearer;
import com.withdrawaldesk.fee.FeeLine;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.text.Bidi;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TimeZone;
import java.util.concurrent.ArrayBlockingQueue;
import org.springframework.stereotype.Component;

/** Draws receipts: one page, the same for the same withdrawal whenever it is drawn. */
@Component
class ReceiptPdf {

    private static final Color INK = new Color(0x1f, 0x29, 0x37);
    private static final Color PALE = new Color(0x6b, 0x72, 0x80);
    private static final Color LINE = new Color(0xe5, 0xe7, 0xeb);
    private static final Color GREEN = new Color(0x04, 0x78, 0x57);

    // Parsing them is most of the work of a receipt. They are not made for several threads, so each receipt has its
    // own.
    private final Queue<Fonts> idle = new ArrayBlockingQueue<>(4);
    private final String issuer;
    private final ZoneId zone;
    private final Map<Boolean, DateTimeFormatter> times;

    ReceiptPdf(ReceiptProperties settings) {
        this.issuer = settings.issuer();
        this.zone = settings.zone();
        this.times = Map.of(false, time(false), true, time(true));
    }

    /** With the zone's name looked up once: threads that ask the JDK for it together for the first time get "GMT+01:00". */
    private DateTimeFormatter time(boolean summer) {
        String name = TimeZone.getTimeZone(zone).getDisplayName(summer, TimeZone.SHORT, Locale.ENGLISH);
        return DateTimeFormatter.ofPattern(
                        "d MMMM uuuu, HH:mm:ss '" + name.replace("'", "''") + "' (xxx)", Locale.ENGLISH)
                .withZone(zone);
    }

    byte[] draw(Receipt receipt) throws IOException {
        var pdf = new ByteArrayOutputStream();
        var document = new Document(PageSize.A4, 64, 64, 64, 64);
        PdfWriter writer = PdfWriter.getInstance(document, pdf);
        writer.setViewerPreferences(PdfWriter.DisplayDocTitle);
        writer.getExtraCatalog().put(PdfName.LANG, new PdfString("en-NG"));
        document.addTitle("Receipt for withdrawal " + receipt.reference());
        document.addAuthor(issuer);
        document.open();
        Fonts fonts = idle.poll();
        if (fonts == null) {
            fonts = new Fonts(
                    font("liberation/LiberationSans-Regular.ttf"), font("liberation/LiberationSans-Bold.ttf"));
        }
        new Page(document, fonts).draw(receipt);
        var paidAt = GregorianCalendar.from(receipt.paidAt().atZone(zone));
        writer.getInfo().put(PdfName.CREATIONDATE, new PdfDate(paidAt));
        document.close();
        idle.offer(fonts);
        return pdf.toByteArray();
    }

    private String at(Instant moment) {
        return times.get(zone.getRules().isDaylightSavings(moment)).format(moment);
    }

    private static BaseFont font(String file) throws IOException {
        return BaseFont.createFont(file, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, false, null, null);
    }

    /** Not the standard ones, which know no naira sign. */
    private record Fonts(BaseFont regular, BaseFont bold) {}

    /** One receipt while it is drawn. */
    private final class Page {

        private final Document document;
        private final BaseFont regular;
        private final BaseFont bold;

        Page(Document document, Fonts fonts) {
            this.document = document;
            this.regular = fonts.regular;
            this.bold = fonts.bold;
        }

        void draw(Receipt receipt) {
            // All in tables, because what is in none would be read before or after all of them.
            PdfPTable head = table(1);
            line(head, issuer, bold, 11, PALE);
            line(head, "Withdrawal receipt", bold, 20, INK);
            line(head, Amounts.spoken(receipt.payout()), bold, 32, GREEN);
            BankAccount account = receipt.account();
            String to = bank(account) + " " + account.masked();
            line(head, "sent to " + to + " on " + at(receipt.paidAt()), regular, 10, PALE);
            document.add(head);

            PdfPTable amounts = table(2, 3);
            row(amounts, "Amount withdrawn", Amounts.spoken(receipt.amount()), regular);
            receipt.fees().stream().filter(line -> line.quoted().isPositive()).forEach(line -> fee(amounts, line));
            row(amounts, "Sent to the bank account", Amounts.spoken(receipt.payout()), bold);
            document.add(amounts);

            PdfPTable facts = table(2, 3);
            row(facts, "Reference", receipt.reference(), regular);
            row(facts, "Requested by", name(receipt.requester(), receipt.requesterId()), regular);
            row(facts, "Requested", at(receipt.requestedAt()), regular);
            row(facts, "Paid", at(receipt.paidAt()), regular);
            row(facts, "Bank", bank(account), regular);
            row(facts, "Account", account.masked() + "  " + name(account.accountName(), "—"), regular);
            if (receipt.bankReference() != null) {
                row(facts, "Bank's reference (session id)", receipt.bankReference(), regular);
            }
            row(facts, "Transfer reference", receipt.transferReference(), regular);
            document.add(facts);

            PdfPTable foot = table(1);
            line(
                    foot,
                    "Should the amount not show in the account by the end of the next working day, give these references to"
                            + " your bank or to us.",
                    regular,
                    9,
                    PALE);
            document.add(foot);
        }

        /**
         * The name, or where its letters are not in the font, or are read from the right, what stands for it and that it does.
         * A box for each letter would look like a name and be none.
         */
        private String name(String name, String otherwise) {
            boolean shown = name.codePoints().allMatch(regular::charExists)
                    && !Bidi.requiresBidi(name.toCharArray(), 0, name.length());
            return shown ? name : otherwise + " (this document cannot show the name)";
        }

        private String bank(BankAccount account) {
            return name(account.bankName(), "Bank " + account.bankCode());
        }

        private void fee(PdfPTable table, FeeLine line) {
            String amount = Amounts.spoken(line.quoted());
            row(
                    table,
                    line.kind().label(),
                    line.bearer() == Bearer.REQUESTER ? "− " + amount : amount + " paid by " + issuer,
                    regular);
        }

        private static PdfPTable table(float... columns) {
            var table = new PdfPTable(columns);
            table.setWidthPercentage(100);
            table.setSpacingAfter(24);
            return table;
        }

        private static void line(PdfPTable table, String text, BaseFont weight, int size, Color color) {
            PdfPCell cell = cell(text, weight, size, color);
            cell.setBorder(Rectangle.NO_BORDER);
            table.addCell(cell);
        }

        private void row(PdfPTable table, String name, String value, BaseFont weight) {
            table.addCell(cell(name, weight, 10, weight == bold ? INK : PALE));
            PdfPCell right = cell(value, weight, 10, INK);
            right.setHorizontalAlignment(Element.ALIGN_RIGHT);
            table.addCell(right);
        }

        private static PdfPCell cell(String text, BaseFont weight, int size, Color color) {
            var cell = new PdfPCell(new Phrase(text, new Font(weight, size, Font.NORMAL, color)));
            cell.setBorder(Rectangle.BOTTOM);
            cell.setBorderColor(LINE);
            cell.setPaddingTop(6);
            cell.setPaddingBottom(8);
            cell.setPaddingLeft(0);
            cell.setPaddingRight(0);
            return cell;
        }
    }
}
