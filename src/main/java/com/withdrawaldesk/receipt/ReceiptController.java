package com.withdrawaldesk.receipt;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Hands out receipts: to owners their own, to admins and auditors any, which is recorded. */
@RestController
@Limited(Limit.EXPORTS)
class ReceiptController {

    private final Receipts receipts;
    private final ReceiptPdf pdf;
    private final Audit audit;

    ReceiptController(Receipts receipts, ReceiptPdf pdf, Audit audit) {
        this.receipts = receipts;
        this.pdf = pdf;
        this.audit = audit;
    }

    @GetMapping("/api/{ownerType:vendor|customer}/wallet/withdrawals/{reference}/receipt.pdf")
    ResponseEntity<byte[]> own(@PathVariable String ownerType, @PathVariable String reference, Principal user)
            throws IOException {
        return answer(receipts.of(reference, user.getName(), ownerType), "You have no withdrawal of this reference.");
    }

    @GetMapping("/api/admin/finance/withdrawals/{reference}/receipt.pdf")
    ResponseEntity<byte[]> any(@PathVariable String reference) throws IOException {
        Optional<Receipt> found = receipts.of(reference);
        if (found.isPresent()) {
            audit.record(Audit.Event.of("receipt.read", "receipt", reference));
        }
        return answer(found, "There is no such withdrawal.");
    }

    private ResponseEntity<byte[]> answer(Optional<Receipt> found, String otherwise) throws IOException {
        Receipt receipt = found.orElseThrow(() -> new Refusal(Code.NOT_FOUND, otherwise));
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_PDF)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename(ReceiptAttachment.fileName(receipt))
                                .build()
                                .toString())
                .body(pdf.draw(receipt));
    }
}
