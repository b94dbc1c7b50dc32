package com.withdrawaldesk.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Paystack as it documents itself: kobo, recipients, our reference. Statuses are {@code pending, success, failed, reversed, otp …}. */
public final class FakePaystack extends FakeProvider {

    public static final String KEY = "sk_test_not_a_real_key";

    private static final Set<String> BACK = Set.of("failed", "reversed", "abandoned", "blocked", "rejected");

    private record Recipient(String code, long id, String bankCode, String accountNumber) {}

    private final Map<String, Recipient> recipients = new ConcurrentHashMap<>();

    public FakePaystack() {
        super(KEY);
    }

    @Override
    String basePath() {
        return "";
    }

    @Override
    String[] usualStatuses() {
        return new String[] {"pending", "success"};
    }

    @Override
    boolean isPaid(String status) {
        return status.equals("success");
    }

    @Override
    boolean isBack(String status) {
        return BACK.contains(status);
    }

    @Override
    Answer refusal(int status, String message) {
        return Answer.of(
                status,
                object().put("status", false)
                        .put("message", message)
                        .put("type", "api_error")
                        .put("code", "unknown"));
    }

    @Override
    Answer answer(Call call) {
        if (call.path().startsWith("/transfer/verify/")) {
            return verify(call.path().substring("/transfer/verify/".length()));
        }
        return switch (call.method() + " " + call.path()) {
            case "POST /transferrecipient" ->
                recipient(call.body().path("account_number").asText(), () -> makeRecipient(call.body()));
            case "POST /transfer" -> transfer(call.body());
            case "POST /transfer/bulk" -> bulk(call.body().path("transfers"));
            case "GET /transfer" -> list(call);
            case "GET /balance" ->
                told("Balances retrieved", array(object().put("currency", "NGN").put("balance", balance())));
            case "GET /balance/ledger" -> ledger(call);
            case "GET /bank" -> banks(call);
            case "GET /bank/resolve" -> resolve(call.query());
            default -> refusal(404, "Not found");
        };
    }

    private Answer makeRecipient(JsonNode body) {
        String account = body.path("account_number").asText();
        String bank = body.path("bank_code").asText();
        if (!body.path("type").asText().equals("nuban")
                || !body.path("account_number").isTextual()) {
            return refusal(400, "Account number is invalid");
        }
        if (!BANKS.containsKey(bank)) {
            return refusal(400, "Unknown bank code: " + bank);
        }
        Recipient made = recipients.computeIfAbsent(
                bank + account,
                key -> new Recipient(
                        "RCP_" + Integer.toString(key.hashCode() & 0x7fffffff, 36), key.hashCode(), bank, account));
        recipients.put(made.code(), made);
        ObjectNode data = recipient(
                made.id(), made.code(), body.path("name").asText(), new Destination(bank, account, name(account)));
        return Answer.of(201, envelope("Transfer recipient created successfully", data));
    }

    private Answer transfer(JsonNode body) {
        Recipient to = recipients.get(body.path("recipient").asText());
        if (to == null) {
            return refusal(400, "Recipient specified is invalid");
        }
        return send(to.accountNumber(), () -> {
            synchronized (this) {
                String fault = fault(body);
                if (fault != null) {
                    return refusal(400, fault);
                }
                Transfer made = create(body, to);
                return made == null
                        ? refusal(400, "Your balance is not enough to fulfil this request")
                        : told("Transfer has been queued", echo(queued(made).put("recipient", to.id()), made));
            }
        });
    }

    /** As documented, a reference that exists makes it 404, and nothing of the batch is created. */
    private Answer bulk(JsonNode items) {
        Function<JsonNode, Recipient> to =
                item -> recipients.get(item.path("recipient").asText());
        for (JsonNode item : items) {
            if (to.apply(item) == null) {
                return refusal(400, "Recipient specified is invalid");
            }
        }
        return send(to.apply(items.path(0)).accountNumber(), () -> {
            synchronized (this) {
                var existing = new ArrayList<String>();
                long needed = 0;
                for (JsonNode item : items) {
                    needed += item.path("amount").asLong()
                            + fee(item.path("amount").asLong());
                    if (transfer(item.path("reference").asText()) != null) {
                        existing.add(item.path("reference").asText());
                    }
                }
                if (!existing.isEmpty()) {
                    return refusal(404, "Duplicate reference(s) found: " + String.join(", ", existing));
                }
                if (balance() < needed) {
                    return refusal(400, "Your balance is not enough to fulfill this request");
                }
                ArrayNode made = JSON.createArrayNode();
                for (JsonNode item : items) {
                    Transfer transfer = create(item, to.apply(item));
                    made.add(echo(
                            object().put("reference", transfer.reference)
                                    .put("recipient", to.apply(item).code())
                                    .put("amount", transfer.amountMinor)
                                    .put("transfer_code", code(transfer))
                                    .put("currency", "NGN")
                                    .put("status", transfer.status()),
                            transfer));
                }
                return told(made.size() + " transfers queued.", made);
            }
        });
    }

    private String fault(JsonNode body) {
        String reference = body.path("reference").asText();
        if (!reference.matches("[a-z0-9_-]{16,50}")) {
            return "Your reference contains illegal special characters";
        }
        if (!body.path("source").asText().equals("balance")
                || !body.path("amount").isIntegralNumber()) {
            return "Amount is invalid";
        }
        return transfer(reference) == null
                ? null
                : "Please provide a unique reference. Reference already exists on a transfer";
    }

    private Transfer create(JsonNode body, Recipient to) {
        long amount = body.path("amount").asLong();
        return create(body.path("reference").asText(), to.bankCode(), to.accountNumber(), amount, fee(amount));
    }

    private static long fee(long amount) {
        return amount <= 5_000_00 ? 1075 : amount <= 50_000_00 ? 2688 : 5375;
    }

    private Answer verify(String reference) {
        Transfer transfer = transfer(reference);
        return check(
                transfer,
                Answer.of(404, object().put("status", false).put("message", "Transfer not found")),
                () -> told("Transfer retrieved", echo(full(transfer), transfer)));
    }

    private static String code(Transfer transfer) {
        return "TRF_" + Long.toString(transfer.id, 36);
    }

    private static ObjectNode core(Transfer transfer) {
        return object().put("id", transfer.id)
                .put("reference", transfer.reference)
                .put("transfer_code", code(transfer))
                .put("amount", transfer.amountMinor)
                .put("currency", "NGN")
                .put("domain", "test")
                .put("source", "balance")
                .put("reason", "Wallet payout")
                .put("status", transfer.status())
                .put("createdAt", transfer.createdAt.toString())
                .put("updatedAt", transfer.createdAt.toString())
                .put("integration", 100043)
                .put("request", transfer.id)
                .putNull("source_details")
                .putNull("failures")
                .putNull("titan_code")
                .putNull("transferred_at");
    }

    private static ObjectNode queued(Transfer transfer) {
        ObjectNode told = core(transfer);
        told.putArray("transfersessionid");
        told.putArray("transfertrials");
        return told;
    }

    private record Destination(String bankCode, String accountNumber, String accountName) {}

    private static ObjectNode recipient(long id, String code, String name, Destination destination) {
        ObjectNode told = object().put("id", id)
                .put("recipient_code", code)
                .put("active", true)
                .put("currency", "NGN")
                .put("description", "")
                .put("domain", "test")
                .put("email", "")
                .put("integration", 100043)
                .put("name", name)
                .put("type", "nuban")
                .put("is_deleted", false)
                .put("isDeleted", false)
                .put("createdAt", "2026-01-01T00:00:00.000Z")
                .put("updatedAt", "2026-01-01T00:00:00.000Z");
        told.putObject("details")
                .putNull("authorization_code")
                .put("account_number", destination.accountNumber())
                .put("account_name", destination.accountName())
                .put("bank_code", destination.bankCode())
                .put("bank_name", BANKS.get(destination.bankCode()));
        return told;
    }

    private ObjectNode full(Transfer transfer) {
        ObjectNode told = core(transfer)
                .put("fee_charged", fee(transfer.amountMinor))
                .putNull("fees_breakdown")
                .putNull("gateway_response");
        told.set(
                "recipient",
                recipient(
                        transfer.id,
                        "RCP_of_" + transfer.id,
                        transfer.accountName,
                        new Destination(transfer.bankCode, transfer.accountNumber, transfer.accountName)));
        told.putObject("session").put("provider", "nip").put("id", session(transfer));
        return told;
    }

    /** The NIP session id, as the receiving bank knows the transfer. */
    public static String session(Transfer transfer) {
        return "110006" + "%024d".formatted(transfer.id);
    }

    private Answer list(Call call) {
        var all = new ArrayList<>(transfers());
        java.util.Collections.reverse(all);
        ArrayNode page = JSON.createArrayNode();
        int from = Integer.parseInt(call.query().getOrDefault("next", "0"));
        int size = Integer.parseInt(call.query().getOrDefault("perPage", "50"));
        slice(all, from, size).forEach(transfer -> page.add(full(transfer)));
        return paged("Transfers retrieved", page, from + size < all.size() ? String.valueOf(from + size) : null);
    }

    private Answer ledger(Call call) {
        int size = Integer.parseInt(call.query().getOrDefault("perPage", "50"));
        int from = (Integer.parseInt(call.query().getOrDefault("page", "1")) - 1) * size;
        ArrayNode page = JSON.createArrayNode();
        slice(ledger(), from, size)
                .forEach(entry -> page.add(object().put("id", entry.entryId())
                        .put("domain", "test")
                        .put("balance", entry.balanceMinor())
                        .put("currency", "NGN")
                        .put("difference", entry.differenceMinor())
                        .put("reason", entry.reason())
                        .put("model_responsible", entry.transferId() == null ? "Transaction" : "Transfer")
                        .put("model_row", entry.transferId() == null ? entry.entryId() : entry.transferId())
                        .put("integration", 100043)
                        .put("createdAt", entry.at().toString())
                        .put("updatedAt", entry.at().toString())));
        ObjectNode envelope = envelope("Balance ledger retrieved", page);
        envelope.putObject("meta")
                .put("total", ledger().size())
                .put("skipped", from)
                .put("perPage", size)
                .put("page", from / size + 1)
                .put("pageCount", (ledger().size() + size - 1) / size);
        return Answer.of(200, envelope);
    }

    private static Answer banks(Call call) {
        var banks = new ArrayList<JsonNode>();
        BANKS.forEach((code, name) -> banks.add(bank(code, name, true, false)));
        banks.add(bank("999", "Closed Bank", false, false));
        banks.add(bank("998", "Deleted Bank", true, true));
        int from = Integer.parseInt(call.query().getOrDefault("next", "0"));
        int size = Math.min(3, Integer.parseInt(call.query().getOrDefault("perPage", "50")));
        ArrayNode page = JSON.createArrayNode().addAll(slice(banks, from, size));
        return paged("Banks retrieved", page, from + size < banks.size() ? String.valueOf(from + size) : null);
    }

    private static ObjectNode bank(String code, String name, boolean active, boolean deleted) {
        return object().put("name", name)
                .put("slug", name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-'))
                .put("code", code)
                .put("longcode", code + "150013")
                .put("id", Integer.parseInt(code))
                .putNull("gateway")
                .put("pay_with_bank", false)
                .put("supports_transfer", true)
                .put("available_for_direct_debit", false)
                .put("country", "Nigeria")
                .put("createdAt", "2016-07-14T10:04:29.000Z")
                .put("updatedAt", "2020-02-18T08:06:44.000Z")
                .put("active", active)
                .put("is_deleted", deleted)
                .put("type", "nuban")
                .put("currency", "NGN");
    }

    private Answer resolve(Map<String, String> query) {
        String account = query.getOrDefault("account_number", "");
        String name = account.matches("\\d{10}") && BANKS.containsKey(query.get("bank_code")) ? name(account) : null;
        return name == null
                ? refusal(422, "Could not resolve account name. Check parameters or try again.")
                : told(
                        "Account number resolved",
                        object().put("account_number", account)
                                .put("account_name", name)
                                .put("bank_id", 9));
    }

    private static ArrayNode array(JsonNode one) {
        return JSON.createArrayNode().add(one);
    }

    private static Answer told(String message, JsonNode data) {
        return Answer.of(200, envelope(message, data));
    }

    private static Answer paged(String message, JsonNode data, String next) {
        ObjectNode envelope = envelope(message, data);
        envelope.putObject("meta").put("next", next).putNull("previous").put("perPage", data.size());
        return Answer.of(200, envelope);
    }

    private static ObjectNode envelope(String message, JsonNode data) {
        ObjectNode envelope = object().put("status", true).put("message", message);
        envelope.set("data", data);
        return envelope;
    }

    @Override
    public byte[] event(String reference, String status) {
        ObjectNode data = full(transfer(reference)).put("status", status);
        data.putObject("integration").put("id", 100043).put("is_live", false).put("business_name", "Marketplace");
        ObjectNode event = object().put("event", "transfer." + status);
        event.set("data", data);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, String> signature(byte[] body) {
        return signature(body, KEY);
    }

    @Override
    public Map<String, String> signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return Map.of("x-paystack-signature", HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
