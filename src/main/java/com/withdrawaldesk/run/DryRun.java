package com.withdrawaldesk.run;

import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.destination.PaymentSettingsService;
import com.withdrawaldesk.money.Amounts;
import com.withdrawaldesk.payout.PayoutProperties;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.run.DueVendors.Due;
import com.withdrawaldesk.run.DueVendors.Reason;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.joda.money.Money;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Says what the next run would do, and whether there is money enough for it. Reads only, and holds no transaction. */
@Component
class DryRun {

    private final PayoutRuns runs;
    private final DueVendors due;
    private final PaymentSettingsService settings;
    private final RunFees fees;
    private final Payouts payouts;
    private final List<PayoutProvider> providers;
    private final Amounts amounts;

    DryRun(
            PayoutRuns runs,
            DueVendors due,
            PaymentSettingsService settings,
            ObjectProvider<RunFees> fees,
            Payouts payouts,
            PayoutProperties properties,
            List<PayoutProvider> providers,
            Amounts amounts) {
        this.runs = runs;
        this.due = due;
        this.settings = settings;
        this.fees = fees.getIfAvailable(() -> amount -> amounts.ofMinor(0));
        this.payouts = payouts;
        this.providers = providers.stream()
                .filter(provider -> properties.provider().contains(provider.name()))
                .toList();
        this.amounts = amounts;
    }

    record Item(String vendor, String amount, String fee) {}

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
        var payable = new ArrayList<Due>();
        var skipped = new ArrayList<Skipped>();
        String last = "";
        for (List<Due> batch = due.after(last, period); !batch.isEmpty(); batch = due.after(last, period)) {
            for (Due vendor : batch) {
                Reason obstacle = obstacle(vendor);
                if (obstacle == null) {
                    payable.add(vendor);
                } else {
                    skipped.add(new Skipped(vendor.vendorId(), obstacle.code(), obstacle.message()));
                }
            }
            last = batch.get(batch.size() - 1).vendorId();
        }
        return new Forecast(
                period.day(),
                payable.size(),
                Amounts.plain(sum(payable, UnaryOperator.identity())),
                Amounts.plain(sum(payable, fees::on)),
                funds(payable.stream()
                        .filter(vendor -> !payouts.byHand(vendor.amount()))
                        .toList()),
                payable.stream()
                        .map(vendor -> new Item(
                                vendor.vendorId(),
                                Amounts.plain(vendor.amount()),
                                Amounts.plain(fees.on(vendor.amount()))))
                        .toList(),
                skipped);
    }

    /** The bank account is asked for in the same words as by the run, one vendor at a time, so that no rule is there twice. */
    private Reason obstacle(Due vendor) {
        if (vendor.obstacle() != null) {
            return vendor.obstacle();
        }
        try {
            settings.of(vendor.vendorId());
            return null;
        } catch (Refusal refused) {
            return Reason.of(refused);
        }
    }

    private List<Funds> funds(List<Due> sent) {
        return providers.stream()
                .map(provider -> {
                    Money theirs = sum(sent, provider::fee);
                    Money needed = sum(sent, UnaryOperator.identity()).plus(theirs);
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

    private Money sum(List<Due> vendors, UnaryOperator<Money> part) {
        return vendors.stream().map(Due::amount).map(part).reduce(amounts.ofMinor(0), Money::plus);
    }
}
