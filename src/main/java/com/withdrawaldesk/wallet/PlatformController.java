package com.withdrawaldesk.wallet;

import com.withdrawaldesk.api.Amount;
import com.withdrawaldesk.api.Answers;
import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Idempotency;
import com.withdrawaldesk.api.InvalidInput;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.api.Text;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.UserIds;
import com.withdrawaldesk.language.Names;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.throttle.Unlimited;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
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

/** What the marketplace's back end does: it opens wallets and credits sales. */
@RestController
@Unlimited("the marketplace's back end books every sale here")
@RequestMapping("/api/platform/wallets")
class PlatformController {

    private final Wallets wallets;
    private final Amounts amounts;
    private final Audit audit;
    private final Idempotency idempotency;

    PlatformController(Wallets wallets, Amounts amounts, Audit audit, Idempotency idempotency) {
        this.wallets = wallets;
        this.amounts = amounts;
        this.audit = audit;
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
            Wallet wallet = only(owner, ownerType);
            if (body.sourceReference() != null) {
                wallets.requireFirstCredit(wallet.id(), body.sourceReference());
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

    /** The owner's wallet; who has two must say which. */
    private Wallet only(String owner, String ownerType) {
        List<Wallet> found = List.of(OwnerType.values()).stream()
                .filter(type -> ownerType == null || type.value().equals(ownerType))
                .flatMap(type -> wallets.find(owner, type).stream())
                .toList();
        if (found.isEmpty()) {
            throw new Refusal(Code.WALLET_NOT_FOUND, "This owner has no such wallet.");
        }
        if (found.size() > 1) {
            throw new InvalidInput(
                    "owner_type", "ambiguous", "This owner has two wallets: add ?owner_type=vendor or customer.");
        }
        return found.get(0);
    }
}
