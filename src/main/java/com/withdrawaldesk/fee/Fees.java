package com.withdrawaldesk.fee;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.wallet.Posting;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Quotes fees and books them as quoted. Whatever is worked out is rounded to kobo, half up, line by line: ₦0.125 is ₦0.13. Duty
 * and provider's fee go by the requested amount, so that a deduction that brings a transfer below a threshold does not
 * change what it was deducted for.
 */
@Component
public class Fees {

    private final FeeProperties settings;
    private final FeeTable table;
    private final Payouts payouts;
    private final Amounts amounts;
    private final JdbcClient jdbc;

    Fees(FeeProperties settings, FeeTable table, Payouts payouts, Amounts amounts, JdbcClient jdbc) {
        this.settings = settings;
        this.table = table;
        this.payouts = payouts;
        this.amounts = amounts;
        this.jdbc = jdbc;
    }

    /** What a withdrawal requested now costs; asks neither database nor provider. */
    public Quote quote(OwnerType requester, Money amount) {
        FeeProperties.Bearers bearer = settings.bearer();
        FeeTable.Price price = table.of(amount, requester);
        Money own = rounded(price.flat()).plus(part(amount, price.percent()));
        BigDecimal vat = Amounts.isNaira(amount) ? settings.vatPercent() : BigDecimal.ZERO;
        var lines = Stream.of(
                        line(FeeKind.WITHDRAWAL_FEE, bearer.withdrawalFee(), own),
                        line(FeeKind.VAT, bearer.withdrawalFee(), part(own, vat)),
                        line(FeeKind.STAMP_DUTY, bearer.stampDuty(), stampDuty(amount)))
                .toList();
        // Whether people transfer it is decided by what is sent, and then nobody charges for it.
        boolean byHand = payouts.byHand(new Quote(amount, lines).payout());
        return new Quote(
                amount,
                Stream.concat(
                                lines.stream(),
                                Stream.of(line(
                                        FeeKind.PROVIDER_FEE,
                                        bearer.providerFee(),
                                        byHand ? amount.minus(amount) : providerFee(amount))))
                        .filter(line -> line.quoted().isPositive())
                        .toList());
    }

    /** What Nigerian law has the sending bank take for a transfer of this amount. */
    public Money stampDuty(Money amount) {
        boolean dutiable = Amounts.isNaira(amount) && amount.getAmount().compareTo(settings.stampDutyFrom()) >= 0;
        return rounded(dutiable ? settings.stampDuty() : BigDecimal.ZERO);
    }

    /** The least that must remain of an amount that fees are deducted from. */
    public Money minimumPayout() {
        return amounts.of(settings.minimumPayout());
    }

    Money providerFee(Money amount) {
        return payouts.price(amount);
    }

    private static FeeLine line(FeeKind kind, Bearer bearer, Money quoted) {
        return new FeeLine(kind, bearer, quoted, null);
    }

    private Money part(Money of, BigDecimal percent) {
        return rounded(of.getAmount().multiply(percent).movePointLeft(2));
    }

    private Money rounded(BigDecimal major) {
        return amounts.rounded(major);
    }

    /** Keeps the quote of a withdrawal, which is written already; no statement when there are no fees. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(UUID withdrawal, Quote quote) {
        if (quote.lines().isEmpty()) {
            return;
        }
        jdbc.sql("""
                        INSERT INTO withdrawal_fee (withdrawal_id, kind, bearer, quoted_minor)
                        SELECT ?, * FROM unnest(?::text[], ?::text[], ?::bigint[])
                        """)
                .params(
                        withdrawal,
                        quote.lines().stream().map(line -> line.kind().value()).toArray(String[]::new),
                        quote.lines().stream()
                                .map(line -> line.bearer().value())
                                .toArray(String[]::new),
                        quote.lines().stream()
                                .map(line -> Amounts.minor(line.quoted()))
                                .toArray(Long[]::new))
                .update();
    }

    /** The fees of this withdrawal, as quoted and charged. */
    public List<FeeLine> of(UUID withdrawal) {
        return jdbc.sql("SELECT * FROM withdrawal_fee WHERE withdrawal_id = ? ORDER BY seq")
                .param(withdrawal)
                .query((row, n) -> line(row))
                .list();
    }

    /**
     * Keeps what the payout cost, and says what goes with its settlement: the requester pays each fee that they bear, as quoted;
     * provider and bank take theirs, as charged. The difference is the marketplace's and stays on the fee's account.
     *
     * @param provider what the provider charged, in major units (naira); null when it did not say, and then nothing is booked
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Posting> settle(UUID withdrawal, BigDecimal provider) {
        if (provider != null) {
            // There is no such line yet when the provider was expected to charge nothing.
            jdbc.sql("""
                            INSERT INTO withdrawal_fee (withdrawal_id, kind, bearer, quoted_minor, charged_minor)
                            VALUES (?, 'provider_fee', 'marketplace', 0, ?)
                            ON CONFLICT (withdrawal_id, kind) DO UPDATE SET charged_minor = excluded.charged_minor
                            """).params(withdrawal, Amounts.minor(rounded(provider))).update();
        }
        // A fee of its own that the marketplace bears is waived.
        jdbc.sql("""
                        UPDATE withdrawal_fee
                        SET charged_minor = CASE WHEN bearer = 'requester' OR kind = 'stamp_duty' THEN quoted_minor ELSE 0 END
                        WHERE withdrawal_id = ? AND kind <> 'provider_fee'
                        """).param(withdrawal).update();
        return of(withdrawal).stream().flatMap(Fees::settled).toList();
    }

    private static Stream<Posting> settled(FeeLine line) {
        FeeKind kind = line.kind();
        Posting paid = new Posting(kind.value(), kind.label(), "platform:in_transit", kind.account(), line.quoted());
        Posting taken = new Posting(
                kind.value() + "_charge", kind.label() + " charged", kind.account(), "platform:bank", line.charged());
        return Stream.of(
                        line.deducted() ? paid : null,
                        kind.takenWithPayout()
                                        && line.charged() != null
                                        && line.charged().isPositive()
                                ? taken
                                : null)
                .filter(Objects::nonNull);
    }

    /**
     * What goes with the reversal of a settled withdrawal. The bank returns what reached it and the wallet gets all that had left
     * it, so the marketplace gives back each fee that the requester paid. What provider and bank took stays with them.
     */
    public List<Posting> giveBack(UUID withdrawal) {
        return of(withdrawal).stream()
                .filter(FeeLine::deducted)
                .map(line -> new Posting(
                        line.kind().value() + "_reversal",
                        line.kind().label() + " given back",
                        line.kind().account(),
                        "platform:bank",
                        line.quoted()))
                .toList();
    }

    private FeeLine line(ResultSet row) throws SQLException {
        Long charged = row.getObject("charged_minor", Long.class);
        return new FeeLine(
                FeeKind.of(row.getString("kind")),
                Bearer.of(row.getString("bearer")),
                amounts.ofMinor(row.getLong("quoted_minor")),
                charged == null ? null : amounts.ofMinor(charged));
    }
}
