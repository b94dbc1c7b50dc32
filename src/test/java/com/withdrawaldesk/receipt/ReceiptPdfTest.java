package com.withdrawaldesk.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.money.Amounts;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class ReceiptPdfTest {

    private final ReceiptPdf pdf = new ReceiptPdf(new ReceiptProperties("Withdrawal Desk", ZoneId.of("Africa/Lagos")));

    /** Fonts are kept from one to the next, so letters of one must not miss in another that is drawn at the same moment. */
    @Test
    void drawsManyAtOnceAndOneAfterTheOtherAsItDrawsOne() {
        List<String> names = List.of("Adébáyọ̀ Ọláníyì", "Łukasz Ɓello", "Zoë Quartz & Sons", "Ada");

        Set<String> read = new HashSet<>(IntStream.range(0, 48)
                .parallel()
                .mapToObj(n -> text(names.get(n % names.size()), pdf))
                .toList());

        Set<String> alone = new HashSet<>();
        names.forEach(name -> alone.add(
                text(name, new ReceiptPdf(new ReceiptProperties("Withdrawal Desk", ZoneId.of("Africa/Lagos"))))));
        assertThat(read).isEqualTo(alone).hasSize(names.size());
    }

    private static String text(String name, ReceiptPdf pdf) {
        var amount = new Amounts("NGN").parse("50000.00");
        var at = Instant.parse("2026-11-22T15:25:00Z");
        var account = new BankAccount("GTBank", "058", "0123456789", name);
        var receipt =
                new Receipt("WTH-ABC123DEF456", name, "shop", amount, amount, List.of(), account, null, "T-1", at, at);
        try (var document = Loader.loadPDF(pdf.draw(receipt))) {
            assertThat(document.getNumberOfPages()).isOne();
            return new PDFTextStripper().getText(document);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
