package com.withdrawaldesk.withdrawal.web;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.Problem;
import com.withdrawaldesk.fee.FeeView;
import com.withdrawaldesk.fee.Quote;
import com.withdrawaldesk.wallet.OwnerType;
import com.withdrawaldesk.withdrawal.Withdrawals;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Says what a withdrawal would cost, before it is requested. */
@RestController
@Limited(Limit.SEARCHES)
class QuoteController {

    private static final String EXPECTED =
            "Expected one amount above zero with at most 15 digits and 2 decimals, for example 50000.00.";

    private final Withdrawals withdrawals;
    private final Amounts amounts;

    QuoteController(Withdrawals withdrawals, Amounts amounts) {
        this.withdrawals = withdrawals;
        this.amounts = amounts;
    }

    record QuoteView(
            String amount,
            List<FeeView> fees,
            String totalFees,
            String youReceive,
            String walletDebited,
            String currency) {}

    @GetMapping("/api/{ownerType:vendor|customer}/wallet/withdrawal-quote")
    @Parameter(name = "amount", in = ParameterIn.QUERY, required = true, schema = @Schema(type = "string"))
    QuoteView quote(@PathVariable String ownerType, HttpServletRequest request) {
        check(request.getParameterMap());
        Quote quote = withdrawals.quote(OwnerType.of(ownerType), amounts.parse(request.getParameter("amount")));
        return new QuoteView(
                Amounts.plain(quote.amount()),
                FeeView.quoted(quote.lines()),
                Amounts.plain(quote.deducted()),
                Amounts.plain(quote.payout()),
                Amounts.plain(quote.amount()),
                amounts.currency());
    }

    private void check(Map<String, String[]> given) {
        var faults = new ArrayList<Problem.Fault>();
        given.keySet().stream()
                .filter(name -> !name.equals("amount"))
                .forEach(
                        name -> faults.add(new Problem.Fault(name, "unknown_field", "A quote needs the amount only.")));
        String[] amount = given.getOrDefault("amount", new String[0]);
        if (amount.length != 1 || !amounts.isAmount(amount[0], false)) {
            faults.add(new Problem.Fault("amount", "invalid_amount", EXPECTED));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInput(faults);
        }
    }
}
