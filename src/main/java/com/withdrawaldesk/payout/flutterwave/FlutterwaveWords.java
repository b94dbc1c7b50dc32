package com.withdrawaldesk.payout.flutterwave;

import com.withdrawaldesk.payout.Result;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What Flutterwave's statuses and messages mean. A message that is not listed concludes nothing. */
final class FlutterwaveWords {

    private static final Map<String, Result> STATUSES = Map.of(
            "new", Result.ACCEPTED,
            "pending", Result.ACCEPTED,
            "successful", Result.PAID,
            "failed", Result.FAILED);

    /** What refusals of a new transfer contain. That its reference exists is not here: asking tells what became of it. */
    private static final Map<String, Result> REFUSALS = new LinkedHashMap<>();

    static {
        REFUSALS.put("invalid account", Result.REFUSED);
        REFUSALS.put("account number is invalid", Result.REFUSED);
        REFUSALS.put("insufficient", Result.SHORT);
        REFUSALS.put("exceeded your", Result.MISCONFIGURED);
        REFUSALS.put("deactivated", Result.MISCONFIGURED);
        REFUSALS.put("ip whitelisting", Result.MISCONFIGURED);
    }

    /** Why a transfer failed because of our account there and not because of the destination, such as a bank that is a Limited. */
    private static final Pattern OURS = Pattern.compile("\\b(insufficient|limits?)\\b");

    private FlutterwaveWords() {}

    /** @param explanation the transfer's {@code complete_message} */
    static Result status(String status, String explanation) {
        Result result = STATUSES.getOrDefault(status.toLowerCase(Locale.ROOT), Result.MISMATCH);
        return result == Result.FAILED && isOurs(explanation) ? Result.MISMATCH : result;
    }

    static boolean isOurs(String explanation) {
        return OURS.matcher(explanation.toLowerCase(Locale.ROOT)).find();
    }

    static Result refusal(String message) {
        String words = message.toLowerCase(Locale.ROOT);
        return REFUSALS.entrySet().stream()
                .filter(refusal -> words.contains(refusal.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Result.UNKNOWN);
    }
}
