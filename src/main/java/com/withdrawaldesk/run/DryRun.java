package com.withdrawaldesk.run;

import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.fee.Quote;
import com.withdrawaldesk.payout.PayoutProperties;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.run.DueVendors.Due;
import com.withdrawaldesk.run.DueVendors.Reason;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** Says what the next run would do, and whether there is money enough for it. Reads only, and holds no transaction. */
@Component
class DryRun {

    private final PayoutRuns runs;
    private final DueVendors due;
    private final PaymentSettingsService settings;
    private final Withdrawals withdrawals;
    private final Payouts payouts;
    private final List<PayoutProvider> providers;
    private final Amounts amounts;

    DryRun(
            PayoutRuns runs,
            DueVendors due,
            PaymentSettingsService settings,
            Withdrawals withdrawals,
            Payouts payouts,
            PayoutProperties properties,
            List<PayoutProvider> providers,
            Amounts amounts) {
        this.runs = runs;
        this.due = due;
        this.settings = settings;
        this.withdrawals = withdrawals;
        this.payouts = payouts;
        this.providers = providers.stream()
                .filter(provider -> properties.provider().contains(provider.name()))
                .toList();
        this.amounts = amounts;
    }

    /**
     * @param fee what the vendor bears
     * @param youReceive what reaches their bank account
     */
    record Item(String vendor, String amount, String fee, String youReceive) {}

    private record Payable(String vendor, Quote quote) {}

    record Skipped(String vendor, String reasonCode, String reason) {}

    /**
     * What a provider would need to send everything that is not transferred by hand.
     *
     * @param floatNeeded amounts and fees
     * @param floatAvailable null when the provider does not say
     * @param enough null likewise
     */
    record Funds(String provider, String providerFees, String floatNeeded, String floatAvailable, Boolean enough) {}

    record Forecast(
            LocalDate period,
            int count,
            String total,
            String fees,
            List<Funds> providers,
            List<Item> items,
            List<Skipped> skipped) {}

    Forecast forecast() {
        Period period = runs.upcoming();
        var payable = new ArrayList<Payable>();
        var skipped = new ArrayList<Skipped>();
        String last = "";
        for (List<Due> batch = due.after(last, period); !batch.isEmpty(); batch = due.after(last, period)) {
            for (Due vendor : batch) {
                Reason obstacle = vendor.obstacle();
                try {
                    if (obstacle == null) {
                        payable.add(new Payable(vendor.vendorId(), quote(vendor)));
                    }
                } catch (Refusal refused) {
                    obstacle = Reason.of(refused);
                }
                if (obstacle != null) {
                    skipped.add(new Skipped(vendor.vendorId(), obstacle.code(), obstacle.message()));
                }
            }
            last = batch.get(batch.size() - 1).vendorId();
        }
        List<Quote> quotes = payable.stream().map(Payable::quote).toList();
        return new Forecast(
                period.day(),
                payable.size(),
                Amounts.plain(sum(quotes, Quote::amount)),
                Amounts.plain(sum(quotes, Quote::deducted)),
                funds(quotes.stream()
                        .map(Quote::payout)
                        .filter(payout -> !payouts.byHand(payout))
                        .toList()),
                payable.stream()
                        .map(item -> new Item(
                                item.vendor(),
                                Amounts.plain(item.quote().amount()),
                                Amounts.plain(item.quote().deducted()),
                                Amounts.plain(item.quote().payout())))
                        .toList(),
                skipped);
    }

    /** Bank account and fees are asked for in the same words as by the run, one vendor at a time, so that no rule is there twice. */
    private Quote quote(Due vendor) {
        settings.of(vendor.vendorId());
        return withdrawals.quote(OwnerType.VENDOR, vendor.amount());
    }

    private List<Funds> funds(List<Money> sent) {
        return providers.stream()
                .map(provider -> {
                    Money theirs = sum(sent, provider::fee);
                    Money needed = sum(sent, Function.identity()).plus(theirs);
                    Money available = balance(provider);
                    return new Funds(
                            provider.name(),
                            Amounts.plain(theirs),
                            Amounts.plain(needed),
                            available == null ? null : Amounts.plain(available),
                            available == null ? null : !available.isLessThan(needed));
                })
                .toList();
    }

    private static Money balance(PayoutProvider provider) {
        try {
            return provider.balance();
        } catch (ProviderUnavailable silent) {
            return null;
        }
    }

    private <T> Money sum(List<T> of, Function<T, Money> part) {
        return of.stream().map(part).reduce(amounts.ofMinor(0), Money::plus);
    }
}
