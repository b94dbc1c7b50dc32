package com.withdrawaldesk.wallet;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What owners see of their own wallet. */
@RestController
@Unlimited("one's own, by index")
@RequestMapping("/api/{ownerType:vendor|customer}/wallet")
class WalletController {

    private final Wallets wallets;
    private final LedgerRepository ledger;
    private final Amounts amounts;

    WalletController(Wallets wallets, LedgerRepository ledger, Amounts amounts) {
        this.wallets = wallets;
        this.ledger = ledger;
        this.amounts = amounts;
    }

    record WalletView(
            UUID id,
            String ownerType,
            String displayName,
            String balance,
            String formattedBalance,
            String currency,
            String status) {}

    @GetMapping
    WalletView wallet(@PathVariable String ownerType, Principal user) {
        Wallet wallet = wallets.of(user.getName(), OwnerType.of(ownerType));
        return new WalletView(
                wallet.id(),
                wallet.ownerType().value(),
                wallet.displayName(),
                Amounts.plain(wallet.balance()),
                Amounts.spoken(wallet.balance()),
                amounts.currency(),
                wallet.closed() ? "closed" : wallet.frozen() ? "frozen" : "active");
    }

    record TransactionView(
            long id,
            String kind,
            String direction,
            String amount,
            String balanceAfter,
            String reference,
            String description,
            Instant createdAt) {}

    @GetMapping("/transactions")
    ListQuery.Page<TransactionView> transactions(
            @PathVariable String ownerType, Principal user, @ListFilters("kind") ListQuery query) {
        String kind = query.filter("kind", Wallets.KINDS);
        query.check();
        UUID wallet = wallets.of(user.getName(), OwnerType.of(ownerType)).id();
        Limit limit = Limit.of(query.fetch());
        List<LedgerTransfer> rows = kind == null
                ? ledger.findByWalletIdAndIdLessThanOrderByIdDesc(wallet, query.before(), limit)
                : ledger.findByWalletIdAndKindAndIdLessThanOrderByIdDesc(wallet, kind, query.before(), limit);
        return query.page(rows.stream().map(this::view).toList(), TransactionView::id);
    }

    private TransactionView view(LedgerTransfer transfer) {
        return new TransactionView(
                transfer.id(),
                transfer.kind(),
                transfer.in() ? "in" : "out",
                amounts.plain(transfer.amountMinor()),
                amounts.plain(transfer.walletBalanceMinor()),
                transfer.reference(),
                transfer.description(),
                transfer.createdAt());
    }
}
