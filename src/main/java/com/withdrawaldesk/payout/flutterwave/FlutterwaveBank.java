package com.withdrawaldesk.payout.flutterwave;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.ActiveProvider;
import com.withdrawaldesk.payout.Bank;
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
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.joda.money.Money;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Flutterwave, which counts in naira and knows a transfer by a number of its own. When the answer with that number was lost, the
 * transfer is searched for: whether its list can be filtered by reference is not documented, so the filter is tried and never
 * trusted. Its bulk transfers are documented too poorly to be used.
 */
@Component
@ActiveProvider("flutterwave")
class FlutterwaveBank implements PayoutProvider {

    /** What is older than the attempt by more than this cannot be it, whatever the clocks say. */
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private static final int MOST_SEARCHED = 25;
    private static final int MOST_PAGES = 1_000;
    private static final BigDecimal MOST = new BigDecimal("1e15");

    private final ProviderClient client;
    private final String account;
    private final Amounts amounts;
    private final JdbcClient jdbc;

    FlutterwaveBank(ProviderClients clients, FlutterwaveProperties settings, Amounts amounts, JdbcClient jdbc) {
        this.client = clients.of(name(), settings.baseUrl(), settings.secretKey());
        this.amounts = amounts;
        this.jdbc = jdbc;
        this.account = ProviderClients.account(settings.secretKey(), "");
    }

    @Override
    public String account() {
        return account;
    }

    @Override
    public String name() {
        return "flutterwave";
    }

    @Override
    public Outcome send(PayoutOrder order) {
        if (order.bankCode() == null) {
            return Outcome.of(Result.REFUSED, "The code of the bank is missing.")
                    .beforeTheTransfer();
        }
        var transfer = new LinkedHashMap<String, Object>();
        transfer.put("account_bank", order.bankCode());
        transfer.put("account_number", order.accountNumber());
        transfer.put("beneficiary_name", order.accountName());
        transfer.put("amount", order.amount().getAmount());
        transfer.put("currency", amounts.currency());
        transfer.put("debit_currency", amounts.currency());
        transfer.put("reference", order.reference());
        transfer.put("narration", "Wallet payout");
        return client.aboutPayout(
                "send",
                order,
                Request.post("transfers", transfer),
                reply -> isSuccess(reply)
                        ? state(reply.data(), order)
                        : Outcome.of(FlutterwaveWords.refusal(reply.message()), "Flutterwave: " + reply.message()));
    }

    private static boolean isSuccess(Reply reply) {
        return reply.ok() && reply.body().path("status").asText().equalsIgnoreCase("success");
    }

    @Override
    public Outcome check(PayoutOrder order) {
        Known known = known(order.reference());
        if (known.id() != null) {
            return client.aboutPayout("check", order, Request.get("transfers/{id}", known.id()), reply -> {
                if (reply.status() == 404) {
                    return Outcome.of(Result.NOT_FOUND, "Flutterwave: " + reply.message());
                }
                return isSuccess(reply) ? state(reply.data(), order) : inconclusive(reply);
            });
        }
        return new Search(order, known.sentAt()).outcome();
    }

    private static Outcome inconclusive(Reply reply) {
        return Outcome.of(Result.UNKNOWN, "Flutterwave: " + reply.message());
    }

    /**
     * @param id Flutterwave's number of the transfer; null when its answer was lost
     * @param sentAt the first call; null when nothing was sent
     */
    private record Known(String id, Instant sentAt) {}

    private Known known(String reference) {
        return jdbc.sql("SELECT provider_id, sent_at FROM payout_attempt WHERE reference = ? AND provider = ?")
                .params(reference, name())
                .query((row, n) -> {
                    Timestamp sent = row.getTimestamp(2);
                    return new Known(row.getString(1), sent == null ? null : sent.toInstant());
                })
                .optional()
                .orElse(new Known(null, null));
    }

    /** Looks a transfer up by our reference: by the filter, then in the list, newest first, back to before it was sent. */
    private final class Search {

        private final PayoutOrder order;
        private final Instant oldest;
        private boolean over;

        Search(PayoutOrder order, Instant sentAt) {
            this.order = order;
            this.oldest = sentAt == null ? Instant.MIN : sentAt.minus(CLOCKS_DIFFER);
        }

        Outcome outcome() {
            Outcome filtered = look(Request.get("transfers?reference={reference}", order.reference()));
            if (filtered.result() != Result.NOT_FOUND && filtered.result() != Result.UNKNOWN) {
                return filtered;
            }
            over = false;
            for (int page = 1; page <= MOST_SEARCHED; page++) {
                Outcome listed = look(Request.get("transfers?page={page}", page));
                if (listed.result() != Result.NOT_FOUND || over) {
                    return listed;
                }
            }
            return Outcome.of(Result.UNKNOWN, "Flutterwave's list is too long to say that the transfer is not in it.");
        }

        private Outcome look(Request request) {
            return client.aboutPayout("check", order, request, reply -> {
                if (!isSuccess(reply) || !reply.data().isArray()) {
                    return inconclusive(reply);
                }
                over = isLastPage(reply) || isOlder(reply.data());
                return StreamSupport.stream(reply.data().spliterator(), false)
                        .filter(transfer -> order.reference().equals(Reply.text(transfer.path("reference"))))
                        .findFirst()
                        .map(transfer -> state(transfer, order))
                        .orElse(Outcome.of(Result.NOT_FOUND, "Flutterwave lists no transfer with this reference."));
            });
        }

        /** Whether the list, if it is one with the newest first, has nothing more of the time in question. */
        private boolean isOlder(JsonNode page) {
            Instant first = created(page.path(0));
            Instant last = created(page.path(page.size() - 1));
            return first != null && last != null && !first.isBefore(last) && first.isBefore(oldest);
        }
    }

    private static boolean isLastPage(Reply reply) {
        JsonNode info = reply.body().path("meta").path("page_info");
        return reply.data().isEmpty()
                || info.path("total_pages").isNumber()
                        && info.path("current_page").asInt()
                                >= info.path("total_pages").asInt();
    }

    private Outcome state(JsonNode data, PayoutOrder order) {
        String status = Reply.text(data.path("status"));
        if (status == null) {
            return Outcome.of(Result.UNKNOWN, "Flutterwave gave no status.");
        }
        String explanation = data.path("complete_message").asText("");
        boolean ordered = isAsOrdered(data, order);
        Result result = ordered ? FlutterwaveWords.status(status, explanation) : Result.MISMATCH;
        boolean approval = result == Result.ACCEPTED
                && data.path("requires_approval").asInt() == 1
                && data.path("is_approved").asInt() == 0;
        String said = "Flutterwave: " + status + (explanation.isBlank() ? "" : ", " + explanation);
        if (approval) {
            said = "Flutterwave waits for an approval: give it in its dashboard, or switch approvals off.";
        } else if (!ordered) {
            said = "Flutterwave has another transfer than the one ordered.";
        }
        return new Outcome(
                result, said, null, Reply.text(data.path("id")), Reply.number(data.path("fee")), null, approval, false);
    }

    private boolean isAsOrdered(JsonNode data, PayoutOrder order) {
        BigDecimal amount = Reply.number(data.path("amount"));
        String account = Reply.text(data.path("account_number"));
        return order.reference().equals(Reply.text(data.path("reference")))
                && amount != null
                && amount.compareTo(order.amount().getAmount()) == 0
                && amounts.currency().equals(Reply.text(data.path("currency")))
                && (account == null || account.equals(order.accountNumber()));
    }

    @Override
    public Money balance() {
        JsonNode balance = client.require(Request.get("balances/{currency}", amounts.currency()))
                .data()
                .path("available_balance");
        return amounts.ofMinor(minor(balance, amounts.decimals()));
    }

    @Override
    public Money fee(Money amount) {
        return TransferPrice.of(amount);
    }

    @Override
    public List<Bank> banks() {
        var banks = new ArrayList<Bank>();
        client.require(Request.get("banks/NG"))
                .data()
                .forEach(bank -> banks.add(new Bank(Reply.text(bank.path("code")), Reply.text(bank.path("name")))));
        return banks;
    }

    @Override
    public Optional<String> accountName(String bankCode, String accountNumber) {
        Reply reply = client.ask(
                Request.post("accounts/resolve", Map.of("account_number", accountNumber, "account_bank", bankCode)));
        if (isSuccess(reply)) {
            return Optional.ofNullable(Reply.text(reply.data().path("account_name")));
        }
        if (FlutterwaveWords.refusal(reply.message()) == Result.REFUSED) {
            return Optional.empty();
        }
        throw new ProviderUnavailable("Flutterwave: " + reply.message(), false, null);
    }

    /** Without entries: version 3 documents no ledger of the balance. */
    @Override
    public Statement statement(LocalDate day) {
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        // Newer transfers push others to the next page while it is read; each counts once.
        var transfers = new LinkedHashMap<String, JsonNode>();
        for (int n = 1; n < MOST_PAGES; n++) {
            Reply page = client.requireRows(Request.get("transfers?from={from}&to={to}&page={page}", day, day, n));
            if (!page.data().isArray()) {
                throw new ProviderUnavailable("Flutterwave gave no list", false, null);
            }
            page.data().forEach(row -> transfers.putIfAbsent(row.path("id").asText(row.toString()), row));
            if (isLastPage(page)) {
                var rows = new StatementRows(from, to, amounts.currency());
                transfers.values().forEach(row -> rows.transfer(row, this::listed));
                return rows.statement();
            }
        }
        throw new ProviderUnavailable("Flutterwave's list does not end", false, null);
    }

    private Statement.Transfer listed(JsonNode transfer) {
        return new Statement.Transfer(
                Reply.text(transfer.path("reference")),
                Reply.text(transfer.path("id")),
                StatementRows.sent(transfer.path("amount"), amounts.decimals()),
                StatementRows.fee(transfer.path("fee"), 0),
                FlutterwaveWords.status(
                        transfer.path("status").asText(),
                        transfer.path("complete_message").asText("")),
                StatementRows.time(transfer));
    }

    /** Null when there is none. */
    private static Instant created(JsonNode transfer) {
        try {
            return OffsetDateTime.parse(transfer.path("created_at")
                            .asText(transfer.path("createdAt").asText()))
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** In minor units, of which a part is left out. */
    static long minor(JsonNode major, int decimals) {
        BigDecimal amount = Reply.number(major);
        if (amount == null || amount.abs().compareTo(MOST) > 0) {
            throw new ProviderUnavailable("Flutterwave gave no readable amount", false, null);
        }
        return amount.movePointRight(decimals).setScale(0, RoundingMode.DOWN).longValueExact();
    }
}
