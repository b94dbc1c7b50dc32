package com.withdrawaldesk.receipt;

import com.withdrawaldesk.notification.Attachments;
import com.withdrawaldesk.notification.Notice;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Puts the receipt into the e-mail that tells of a completed withdrawal. */
@Component
class ReceiptAttachment implements Attachments {

    private final Receipts receipts;
    private final ReceiptPdf pdf;

    ReceiptAttachment(Receipts receipts, ReceiptPdf pdf) {
        this.receipts = receipts;
        this.pdf = pdf;
    }

    @Override
    public Optional<Attachment> of(Notice notice) throws IOException {
        if (!notice.event().equals("withdrawal.completed")) {
            return Optional.empty();
        }
        Optional<Receipt> receipt = receipts.of(notice.metadata().get("reference"));
        return receipt.isEmpty()
                ? Optional.empty()
                : Optional.of(new Attachment(fileName(receipt.get()), "application/pdf", pdf.draw(receipt.get())));
    }

    static String fileName(Receipt receipt) {
        return "receipt-" + receipt.reference() + ".pdf";
    }
}
