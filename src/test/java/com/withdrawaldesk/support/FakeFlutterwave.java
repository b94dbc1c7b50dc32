package com.withdrawaldesk.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Flutterwave v3 as it documents itself: naira, its own number. Statuses are {@code NEW, PENDING, SUCCESSFUL, FAILED}. */
public final class FakeFlutterwave extends FakeProvider {

    public static final String KEY = "FLWSECK_TEST-not-a-real-key";
    public static final String HASH = "not-a-real-hash";

    private static final int PAGE = 20;

    private volatile String listing;
    private volatile boolean filters = true;

    public FakeFlutterwave() {
        super(KEY);
    }

    /** Whether its list heeds {@code ?reference=}, which is not documented. */
    public void setFilters(boolean heeded) {
        filters = heeded;
    }

    @Override
    public synchronized void reset() {
        super.reset();
        filters = true;
    }

    @Override
    String basePath() {
        return "/v3";
    }

    @Override
    String[] usualStatuses() {
        return new String[] {"NEW", "SUCCESSFUL"};
    }

    @Override
    boolean isPaid(String status) {
        return status.equals("SUCCESSFUL");
    }

    @Override
    boolean isBack(String status) {
        return status.equals("FAILED");
    }

    @Override
    Answer refusal(int status, String message) {
        return Answer.of(
                status, object().put("status", "error").put("message", message).putNull("data"));
    }

    @Override
    Answer answer(Call call) {
        if (call.method().equals("GET") && call.path().matches("/transfers/\\d+")) {
            return fetch(Long.parseLong(call.path().substring("/transfers/".length())));
        }
        return switch (call.method() + " " + call.path()) {
            case "POST /transfers" -> send(call.body().path("account_number").asText(), () -> transfer(call.body()));
            case "GET /transfers" -> list(call);
            case "GET /balances/NGN" ->
                told(
                        "Wallet balance fetched",
                        object().put("currency", "NGN")
                                .put("available_balance", naira(balance()))
                                .put("ledger_balance", naira(balance())));
            case "GET /banks/NG" -> banks();
            case "POST /accounts/resolve" -> resolve(call.body());
            default -> refusal(404, "Not found");
        };
    }

    private Answer transfer(JsonNode body) {
        synchronized (this) {
            String reference = body.path("reference").asText();
            if (!BANKS.containsKey(body.path("account_bank").asText())
                    || !body.path("account_number").isTextual()) {
                return refusal(400, "invalid account");
            }
            if (!body.path("amount").isNumber()
                    || body.path("amount").decimalValue().signum() <= 0) {
                return refusal(400, "amount should be a number");
            }
            if (transfer(reference) != null) {
                return refusal(400, "Transfer with reference " + reference + " already exists");
            }
            long amount = body.path("amount").decimalValue().movePointRight(2).longValueExact();
            Transfer made = create(
                    reference,
                    body.path("account_bank").asText(),
                    body.path("account_number").asText(),
                    amount,
                    fee(amount)
                            .movePointRight(2)
                            .setScale(0, java.math.RoundingMode.UP)
                            .longValueExact());
            return made == null
                    ? refusal(400, "Insufficient funds in customer wallet")
                    : told("Transfer Queued Successfully", echo(full(made), made));
        }
    }

    private static BigDecimal fee(long amount) {
        return new BigDecimal(amount <= 5_000_00 ? "10.75" : amount <= 50_000_00 ? "26.875" : "53.75");
    }

    private static BigDecimal naira(long minor) {
        return BigDecimal.valueOf(minor, 2);
    }

    private Answer fetch(long id) {
        Transfer transfer =
                transfers().stream().filter(one -> one.id == id).findFirst().orElse(null);
        return check(
                transfer,
                refusal(404, "No transfer found"),
                () -> told("Transfer fetched", echo(full(transfer), transfer)));
    }

    /** What it answers to each request for its list; null for its books. */
    public void listing(String body) {
        listing = body;
    }

    private Answer list(Call call) {
        if (listing != null) {
            return raw(200, listing);
        }
        String wanted = call.query().get("reference");
        if (wanted != null && filters) {
            Transfer transfer = transfer(wanted);
            return check(transfer, page(List.of(), 1, 1), () -> page(List.of(transfer), 1, 1));
        }
        var all = new ArrayList<>(transfers());
        all.removeIf(transfer -> script(transfer.accountNumber()).isHiding());
        Collections.reverse(all);
        int number = Integer.parseInt(call.query().getOrDefault("page", "1"));
        return page(slice(all, (number - 1) * PAGE, PAGE), number, (all.size() + PAGE - 1) / PAGE);
    }

    private Answer page(List<Transfer> transfers, int number, int of) {
        ArrayNode data = JSON.createArrayNode();
        transfers.forEach(transfer -> data.add(echo(full(transfer), transfer)));
        ObjectNode envelope = envelope("Transfers fetched", data);
        envelope.putObject("meta")
                .putObject("page_info")
                .put("total", (of - 1) * PAGE + data.size())
                .put("current_page", number)
                .put("total_pages", of);
        return Answer.of(200, envelope);
    }

    private static ObjectNode full(Transfer transfer) {
        return object().put("id", transfer.id)
                .put("account_number", transfer.accountNumber)
                .put("bank_code", transfer.bankCode)
                .put("full_name", transfer.accountName)
                .put("created_at", transfer.createdAt.toString())
                .put("currency", "NGN")
                .put("debit_currency", "NGN")
                .put("amount", naira(transfer.amountMinor))
                .put("fee", fee(transfer.amountMinor))
                .put("status", transfer.status())
                .put("reference", transfer.reference)
                .putNull("meta")
                .put("narration", "Wallet payout")
                .put("complete_message", "")
                .put("requires_approval", 0)
                .put("is_approved", 1)
                .put("bank_name", BANKS.get(transfer.bankCode));
    }

    private static Answer banks() {
        ArrayNode banks = JSON.createArrayNode();
        BANKS.forEach((code, name) ->
                banks.add(object().put("id", banks.size() + 1).put("code", code).put("name", name)));
        return told("Banks fetched successfully", banks);
    }

    private Answer resolve(JsonNode body) {
        String account = body.path("account_number").asText();
        String name = account.matches("\\d{10}")
                        && BANKS.containsKey(body.path("account_bank").asText())
                ? name(account)
                : null;
        return name == null
                ? refusal(400, "invalid account")
                : told(
                        "Account details fetched",
                        object().put("account_number", account).put("account_name", name));
    }

    private static Answer told(String message, JsonNode data) {
        return Answer.of(200, envelope(message, data));
    }

    private static ObjectNode envelope(String message, JsonNode data) {
        ObjectNode envelope = object().put("status", "success").put("message", message);
        envelope.set("data", data);
        return envelope;
    }

    @Override
    public byte[] event(String reference, String status) {
        ObjectNode data = full(transfer(reference)).put("status", status).putNull("approver");
        data.set("fullname", data.remove("full_name"));
        ObjectNode event = object().put("event", "transfer.completed").put("event.type", "Transfer");
        event.set("data", data);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, String> signature(byte[] body) {
        return signature(body, HASH);
    }

    @Override
    public Map<String, String> signature(byte[] body, String secret) {
        return Map.of("verif-hash", secret);
    }
}
