package com.withdrawaldesk.payout.paystack;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.ActiveProvider;
import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.NotFoundForNow;
import com.withdrawaldesk.payout.Outcome;
import com.withdrawaldesk.payout.PayoutOrder;
import com.withdrawaldesk.payout.PayoutProvider;
import com.withdrawaldesk.payout.ProviderClient;
import com.withdrawaldesk.payout.ProviderClient.Request;
import com.withdrawaldesk.payout.ProviderClients;
import com.withdrawaldesk.payout.ProviderUnavailable;
import com.withdrawaldesk.payout.Reply;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.payout.Statement;
import com.withdrawaldesk.payout.StatementRows;
import com.withdrawaldesk.payout.TransferPrice;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.joda.money.Money;
import org.springframework.stereotype.Component;

/** Paystack, which counts in kobo, pays to recipients made beforehand, and knows a transfer by our reference. */
@Component
@ActiveProvider("paystack")
class PaystackBank implements PayoutProvider {

    private static final int PAGE = 100;
    private static final int MOST_PAGES = 1_000;
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE / 2);

    private final ProviderClient client;
    private final String account;
    private final Amounts amounts;

    PaystackBank(ProviderClients clients, PaystackProperties settings, Amounts amounts) {
        this.client = clients.of(name(), settings.baseUrl(), settings.secretKey());
        this.amounts = amounts;
        this.account = ProviderClients.account(settings.secretKey(), settings.integration());
    }

    @Override
    public String account() {
        return account;
    }

    @Override
    public String name() {
        return "paystack";
    }

    @Override
    public Outcome send(PayoutOrder order) {
        Outcome recipient = recipient(order);
        if (recipient.result() != Result.ACCEPTED) {
            return recipient;
        }
        var transfer = new LinkedHashMap<>(transfer(order, recipient.providerId()));
        transfer.put("source", "balance");
        transfer.put("currency", amounts.currency());
        return client.aboutPayout(
                "send",
                order,
                Request.post("transfer", transfer),
                reply -> reply.ok() && reply.body().path("status").asBoolean()
                        ? state(reply.data(), order, recipient.providerId())
                        : refusal(reply));
    }

    /**
     * Makes the destination known to Paystack, which returns the same recipient for the same account. No transfer can come of
     * it, whatever happens to the call.
     *
     * @return accepted with the recipient's code as id, or why there is none; what is refused in words that we do not know is
     *     for people
     */
    private Outcome recipient(PayoutOrder order) {
        if (order.bankCode() == null) {
            return Outcome.of(Result.REFUSED, "The code of the bank is missing.")
                    .beforeTheTransfer();
        }
        var recipient = Map.of(
                "type", "nuban",
                "name", order.accountName(),
                "account_number", order.accountNumber(),
                "bank_code", order.bankCode(),
                "currency", amounts.currency());
        Outcome outcome =
                client.aboutPayout("recipient", order, Request.post("transferrecipient", recipient), reply -> {
                    String code = Reply.text(reply.data().path("recipient_code"));
                    return reply.ok() && code != null
                            ? new Outcome(Result.ACCEPTED, null, null, code, null, null)
                            : refusalOfRecipient(reply);
                });
        return (outcome.result() == Result.UNKNOWN
                        ? new Outcome(Result.LATER, outcome.message(), null, null, null, outcome.retryAfter())
                        : outcome)
                .beforeTheTransfer();
    }

    private static Outcome refusalOfRecipient(Reply reply) {
        Outcome refusal = refusal(reply);
        return refusal.result() == Result.UNKNOWN ? Outcome.of(Result.MISMATCH, refusal.message()) : refusal;
    }

    private static Map<String, Object> transfer(PayoutOrder order, String recipient) {
        return Map.of(
                "amount",
                Amounts.minor(order.amount()),
                "recipient",
                recipient,
                "reference",
                order.reference(),
                "reason",
                "Wallet payout");
    }

    private static Outcome refusal(Reply reply) {
        return Outcome.of(PaystackWords.refusal(reply.message()), "Paystack: " + reply.message());
    }

    @Override
    public Outcome check(PayoutOrder order) {
        Request verify = Request.get("transfer/verify/{reference}", order.reference());
        return client.aboutPayout("check", order, verify, reply -> {
            if (reply.status() == 404 && reply.body().path("status").isBoolean()) {
                return Outcome.of(Result.NOT_FOUND, "Paystack: " + reply.message());
            }
            return reply.ok() && reply.body().path("status").asBoolean()
                    ? state(reply.data(), order, null)
                    : Outcome.of(Result.UNKNOWN, "Paystack: " + reply.message());
        });
    }

    /** @param recipient the code that was given with the order; null when it is not known */
    private Outcome state(JsonNode data, PayoutOrder order, String recipient) {
        String status = Reply.text(data.path("status"));
        if (status == null) {
            return Outcome.of(Result.UNKNOWN, "Paystack gave no status.");
        }
        boolean otp = status.equalsIgnoreCase("otp");
        boolean ordered = isAsOrdered(data, order, recipient);
        String id = Reply.text(data.path("id"));
        return new Outcome(
                ordered ? PaystackWords.status(status) : Result.MISMATCH,
                ordered ? explanation(status, data, otp) : "Paystack has another transfer than the one ordered.",
                Reply.text(data.path("session").path("id")),
                id == null ? Reply.text(data.path("transfer_code")) : id,
                fee(data),
                null,
                otp,
                false);
    }

    private boolean isAsOrdered(JsonNode data, PayoutOrder order, String recipient) {
        BigDecimal amount = Reply.number(data.path("amount"));
        String account = Reply.text(data.path("recipient").path("details").path("account_number"));
        String code = Reply.text(data.path("recipient"));
        return order.reference().equals(Reply.text(data.path("reference")))
                && amount != null
                && amount.compareTo(BigDecimal.valueOf(Amounts.minor(order.amount()))) == 0
                && amounts.currency().equals(Reply.text(data.path("currency")))
                && (account == null || account.equals(order.accountNumber()))
                // Some answers have the recipient's number instead, which nothing else tells us.
                && (recipient == null || code == null || !code.startsWith("RCP_") || code.equals(recipient));
    }

    private static String explanation(String status, JsonNode data, boolean otp) {
        if (otp) {
            return "Paystack waits for a one-time password: switch that off in its settings, under Preferences.";
        }
        String words = Reply.text(data.path("gateway_response"));
        return "Paystack: " + status + (words == null ? "" : ", " + words);
    }

    private static BigDecimal fee(JsonNode data) {
        BigDecimal kobo = Reply.number(data.path("fee_charged"));
        return kobo == null ? null : kobo.movePointLeft(2);
    }

    @Override
    public int bulkSize() {
        return PAGE;
    }

    @Override
    public Map<String, Outcome> sendAll(List<PayoutOrder> orders) {
        var outcomes = new LinkedHashMap<String, Outcome>();
        var recipients = new HashMap<String, String>();
        var ready = new ArrayList<PayoutOrder>();
        for (PayoutOrder order : orders) {
            Outcome recipient = recipient(order);
            outcomes.put(order.reference(), recipient);
            if (recipient.result() == Result.ACCEPTED) {
                recipients.put(order.reference(), recipient.providerId());
                ready.add(order);
            }
        }
        if (!ready.isEmpty()) {
            var transfers = ready.stream()
                    .map(order -> transfer(order, recipients.get(order.reference())))
                    .toList();
            var bulk = Map.of("source", "balance", "currency", amounts.currency(), "transfers", transfers);
            outcomes.putAll(client.aboutPayouts(
                    "send", ready, Request.post("transfer/bulk", bulk), reply -> states(reply, ready, recipients)));
        }
        return outcomes;
    }

    private Map<String, Outcome> states(Reply reply, List<PayoutOrder> orders, Map<String, String> recipients) {
        var states = new HashMap<String, Outcome>();
        boolean done = reply.ok() && reply.body().path("status").asBoolean();
        for (PayoutOrder order : orders) {
            if (!done) {
                states.put(order.reference(), refusalOfAll(reply));
            }
            for (JsonNode item : reply.data()) {
                if (done && order.reference().equals(Reply.text(item.path("reference")))) {
                    states.put(order.reference(), state(item, order, recipients.get(order.reference())));
                }
            }
        }
        return states;
    }

    /** All are refused for one, and it is not said for which. Whether any was created is not said either, so each is asked for. */
    private static Outcome refusalOfAll(Reply reply) {
        Outcome refusal = refusal(reply);
        return refusal.result() == Result.REFUSED ? Outcome.of(Result.LATER, refusal.message()) : refusal;
    }

    @Override
    public Money balance() {
        for (JsonNode account : client.require(Request.get("balance")).data()) {
            if (amounts.currency().equals(Reply.text(account.path("currency")))) {
                return amounts.ofMinor(kobo(account.path("balance")));
            }
        }
        throw new ProviderUnavailable("Paystack has no balance in " + amounts.currency(), false, null);
    }

    @Override
    public Money fee(Money amount) {
        return TransferPrice.of(amount);
    }

    @Override
    public List<Bank> banks() {
        return pages("bank?currency={currency}&perPage={size}&use_cursor=true", amounts.currency(), PAGE).stream()
                .filter(bank -> bank.path("active").asBoolean()
                        && !bank.path("is_deleted").asBoolean())
                .map(bank -> new Bank(Reply.text(bank.path("code")), Reply.text(bank.path("name"))))
                .distinct()
                .toList();
    }

    @Override
    public Optional<String> accountName(String bankCode, String accountNumber) {
        Reply reply = client.ask(
                Request.get("bank/resolve?account_number={account}&bank_code={bank}", accountNumber, bankCode));
        if (reply.ok()) {
            return Optional.ofNullable(Reply.text(reply.data().path("account_name")));
        }
        if (PaystackWords.isNoSuchAccount(reply.message())) {
            return Optional.empty();
        }
        String said = "Paystack: " + reply.message();
        throw PaystackWords.isDoubtful(reply.message())
                ? new NotFoundForNow(said)
                : new ProviderUnavailable(said, false, null);
    }

    @Override
    public Statement statement(LocalDate day) {
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var rows = new StatementRows(from, to, amounts.currency());
        pages("transfer?from={from}&to={to}&perPage={size}&use_cursor=true", from, to, PAGE)
                .forEach(row -> rows.transfer(row, PaystackBank::listed));
        numberedPages("balance/ledger?from={from}&to={to}&perPage={size}&page={page}", from, to)
                .forEach(row -> rows.entry(row, PaystackBank::entry));
        return rows.statement();
    }

    private static Statement.Transfer listed(JsonNode transfer) {
        return new Statement.Transfer(
                Reply.text(transfer.path("reference")),
                Reply.text(transfer.path("id")),
                StatementRows.sent(transfer.path("amount"), 0),
                StatementRows.fee(transfer.path("fee_charged"), 2),
                PaystackWords.status(transfer.path("status").asText()),
                StatementRows.time(transfer));
    }

    private static Statement.Entry entry(JsonNode entry) {
        return new Statement.Entry(
                entry.path("model_responsible").asText().equalsIgnoreCase("transfer")
                        ? Reply.text(entry.path("model_row"))
                        : null,
                StatementRows.minor(entry.path("difference"), 0),
                Reply.text(entry.path("reason")),
                StatementRows.time(entry));
    }

    /** All of a list that is read on by a cursor. */
    private List<JsonNode> pages(String path, Object... variables) {
        var all = new ArrayList<JsonNode>();
        Reply page = client.requireRows(Request.get(path, variables));
        for (int n = 1; n < MOST_PAGES; n++) {
            rows(page).forEach(all::add);
            String next = Reply.text(page.body().path("meta").path("next"));
            if (next == null) {
                return all;
            }
            var withNext = new ArrayList<>(List.of(variables));
            withNext.add(next);
            page = client.requireRows(Request.get(path + "&next={next}", withNext.toArray()));
        }
        throw new ProviderUnavailable("Paystack's list does not end", false, null);
    }

    /** All of a list that is read on by a number, each entry once also when it grows in between. */
    private List<JsonNode> numberedPages(String path, Object from, Object to) {
        var all = new LinkedHashMap<String, JsonNode>();
        for (int n = 1; n < MOST_PAGES; n++) {
            JsonNode page = rows(client.requireRows(Request.get(path, from, to, PAGE, n)));
            page.forEach(entry -> all.put(entry.path("id").asText(entry.toString()), entry));
            if (page.size() < PAGE) {
                return List.copyOf(all.values());
            }
        }
        throw new ProviderUnavailable("Paystack's list does not end", false, null);
    }

    private static JsonNode rows(Reply page) {
        if (!page.data().isArray()) {
            throw new ProviderUnavailable("Paystack gave no list", false, null);
        }
        return page.data();
    }

    private static long kobo(JsonNode value) {
        BigDecimal kobo = Reply.number(value);
        if (kobo == null
                || kobo.abs().compareTo(MOST) > 0
                || kobo.stripTrailingZeros().scale() > 0) {
            throw new ProviderUnavailable("Paystack gave no readable amount", false, null);
        }
        return kobo.longValueExact();
    }
}
