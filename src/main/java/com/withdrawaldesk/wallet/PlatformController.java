package com.withdrawaldesk.wallet;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.Amount;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import java.util.UUID;
import org.joda.money.Money;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the marketplace's back end does: it opens wallets, credits sales and takes them back. */
@RestController
@Unlimited("the marketplace's back end books every sale here")
@RequestMapping("/api/platform/wallets")
class PlatformController {

    private static final String KINDS = "Expected refund, charge_back or correction.";

    private final Wallets wallets;
    private final Amounts amounts;
    private final Audit audit;
    private final Notifications notifications;
    private final Wording wording;
    private final Idempotency idempotency;

    PlatformController(
            Wallets wallets,
            Amounts amounts,
            Audit audit,
            Notifications notifications,
            Wording wording,
            Idempotency idempotency) {
        this.wallets = wallets;
        this.amounts = amounts;
        this.audit = audit;
        this.notifications = notifications;
        this.wording = wording;
        this.idempotency = idempotency;
    }

    record NewWallet(
            @NotNull(message = "Expected the owner's user id.")
            @Pattern(regexp = UserIds.PATTERN, message = "A user id is 1 to 64 letters, digits and _ . @ -")
            String owner,

            @NotNull(message = "Expected vendor or customer.")
            @Pattern(regexp = "vendor|customer", message = "Expected vendor or customer.")
            String ownerType,

            @Text(max = 100, required = true, message = "Expected a name of at most {max} characters.")
            String displayName,

            @Email(message = "Expected an e-mail address.") @Text(max = 254, message = "Expected an e-mail address.")
            String email) {}

    record Opened(boolean success, String message, UUID walletId, String owner, String balance) {}

    @PostMapping
    @Answers(value = Opened.class, status = 201)
    ResponseEntity<Object> open(@Valid @RequestBody NewWallet body, HttpServletRequest request) {
        if (UserIds.isReserved(body.owner())) {
            throw new InvalidInput("owner", "reserved", "The desk uses this name itself. Choose another user id.");
        }
        return idempotency.optional(request, 201, body).answer(() -> {
            UUID id = wallets.open(
                    body.owner(),
                    OwnerType.of(body.ownerType()),
                    Names.clean(body.displayName()),
                    body.email(),
                    amounts.currency());
            audit.record(Audit.Event.of("wallet.opened", "wallet", id.toString())
                    .changed(null, Map.of("owner", body.owner(), "owner_type", body.ownerType())));
            return new Opened(true, "The wallet is open.", id, body.owner(), amounts.plain(0));
        });
    }

    record Credit(
            @Amount String amount,

            @Text(max = 200, required = true, message = "Expected a description of at most {max} characters.")
            String description,

            @Amount(required = false) String grossAmount,
            @Amount(required = false, zeroAllowed = true) String commissionAmount,
            @Text(max = 100) String sourceReference) {}

    record Credited(boolean success, String message, String owner, String amount, String balance) {}

    @PostMapping("/{owner}/credit")
    @Answers(value = Credited.class, status = 201, keyRequired = true)
    ResponseEntity<Object> credit(
            @PathVariable String owner,
            @RequestParam(name = "owner_type", required = false) String ownerType,
            @Valid @RequestBody Credit body,
            HttpServletRequest request) {
        Money net = amounts.parse(body.amount());
        Money gross = body.grossAmount() == null ? net : amounts.parse(body.grossAmount());
        Money commission =
                body.commissionAmount() == null ? amounts.ofMinor(0) : amounts.parse(body.commissionAmount());
        if (!gross.minus(commission).isEqual(net)) {
            throw new InvalidInput("amount", "inconsistent", "The amount must be gross_amount less commission_amount.");
        }
        return idempotency.required(request, 201, owner, ownerType, body).answer(() -> {
            Wallet wallet = wallets.only(owner, ownerType);
            if (body.sourceReference() != null) {
                wallets.requireFirst(wallet.id(), "credit", body.sourceReference());
            }
            String reference = body.sourceReference() == null ? "credit" : body.sourceReference();
            Money after = wallets.credit(wallet.id(), gross, commission, reference, body.description());
            audit.record(Audit.Event.of("wallet.credited", "wallet", wallet.id().toString())
                    .changed(
                            Map.of("balance", Amounts.plain(after.minus(net))),
                            Map.of("balance", Amounts.plain(after), "source_reference", reference)));
            return new Credited(
                    true,
                    "Credited " + Amounts.spoken(net) + " to " + Names.isolated(wallet.displayName()) + ".",
                    owner,
                    Amounts.plain(net),
                    Amounts.plain(after));
        });
    }

    /**
     * @param kind why it is taken back
     * @param reason the owner reads it
     * @param sourceReference the order
     */
    record Debit(
            @Amount String amount,

            @NotNull(message = KINDS) @Pattern(regexp = "refund|charge_back|correction", message = KINDS)
            String kind,

            @Text(max = 200, required = true, message = "Say why, in at most {max} characters; the owner will read it.")
            String reason,

            @Text(max = 100, required = true, message = "Expected the order, at most {max} characters.")
            String sourceReference) {

        /** As in the ledger, where a refund is a withdrawal's. */
        String ledgerKind() {
            return kind.equals("refund") ? "sale_refund" : kind;
        }
    }

    /** @param owes what the next credits make up for first; null when nothing */
    record Debited(boolean success, String message, String owner, String amount, String balance, String owes) {}

    /** Takes a sale back, as far as the wallet may owe; its owner is told. */
    @PostMapping("/{owner}/debit")
    @Answers(value = Debited.class, status = 201, keyRequired = true)
    ResponseEntity<Object> debit(
            @PathVariable String owner,
            @RequestParam(name = "owner_type", required = false) String ownerType,
            @Valid @RequestBody Debit body,
            HttpServletRequest request) {
        Money amount = amounts.parse(body.amount());
        return idempotency.required(request, 201, owner, ownerType, body).answer(() -> {
            Wallet wallet = wallets.only(owner, ownerType);
            String order = body.sourceReference().strip();
            wallets.requireFirst(wallet.id(), body.ledgerKind(), order);
            Money after = wallets.takeBack(
                    wallet.id(), body.ledgerKind(), amount, order, body.reason().strip());
            audit.record(Audit.Event.of("wallet.debited", "wallet", wallet.id().toString())
                    .changed(
                            Map.of("balance", Amounts.plain(after.plus(amount))),
                            Map.of(
                                    "balance", Amounts.plain(after),
                                    "source_reference", order,
                                    "kind", body.ledgerKind()))
                    .because(body.reason().strip()));
            tell(wallet, amount, order, body.reason().strip());
            return new Debited(
                    true,
                    "Took " + Amounts.spoken(amount) + " from " + wallet.displayName() + ".",
                    owner,
                    Amounts.plain(amount),
                    Amounts.plain(after),
                    after.isNegative() ? Amounts.plain(after.negated()) : null);
        });
    }

    private void tell(Wallet wallet, Money amount, String order, String reason) {
        var values = Map.of("amount", Amounts.spoken(amount), "order", order, "reason", reason);
        notifications.tell(new Notice(
                Audience.person(wallet.ownerId()),
                "wallet.debited",
                wording.say("wallet.debited.title", values),
                wording.say("wallet.debited.message", values),
                "normal",
                Map.of("amount", Amounts.plain(amount), "reason", reason),
                null,
                null));
    }
}
