package com.withdrawaldesk.payout.paystack;

import com.withdrawaldesk.payout.Result;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What Paystack's statuses and messages mean. A message that is not listed concludes nothing. */
final class PaystackWords {

    private static final Map<String, Result> STATUSES = Map.of(
            "pending", Result.ACCEPTED,
            "otp", Result.ACCEPTED,
            "received", Result.ACCEPTED,
            "success", Result.PAID,
            "failed", Result.FAILED,
            "abandoned", Result.FAILED,
            "blocked", Result.FAILED,
            "rejected", Result.FAILED,
            "reversed", Result.REVERSED);

    /** Our account there may send no more today, or at all: people have to see to it. */
    private static final Pattern LIMIT = Pattern.compile("\\blimit\\b.*\\bexceed|\\bexceed.*\\blimit\\b");

    /** How refusals begin. Both spellings of a word occur, so some beginnings are short. */
    private static final Map<String, Result> REFUSALS = new LinkedHashMap<>();

    static {
        REFUSALS.put("please provide a unique reference", Result.UNKNOWN); // It exists: asking tells what became of it.
        REFUSALS.put("duplicate reference", Result.UNKNOWN);
        REFUSALS.put("system malfunction", Result.UNKNOWN);
        REFUSALS.put("your balance is not enough to fulfil", Result.SHORT);
        REFUSALS.put("recipient specified is invalid", Result.REFUSED);
        REFUSALS.put("account number is invalid", Result.REFUSED);
        REFUSALS.put("bank code is invalid", Result.REFUSED);
        REFUSALS.put("unknown bank code", Result.REFUSED);
        REFUSALS.put("account closed", Result.REFUSED);
        REFUSALS.put("cannot resolve account", Result.REFUSED);
        REFUSALS.put("sorry, we can't make the transfer to this recipient", Result.REFUSED);
        REFUSALS.put("you cannot initiate third party payouts", Result.MISCONFIGURED);
        REFUSALS.put("you need to disable the otp requirement", Result.MISCONFIGURED);
        REFUSALS.put("integration has been deactivated", Result.MISCONFIGURED);
        REFUSALS.put("your integration has been deactivated", Result.MISCONFIGURED);
        REFUSALS.put("invalid key", Result.MISCONFIGURED);
        REFUSALS.put("no authorization header", Result.MISCONFIGURED);
        REFUSALS.put("do not have privileges", Result.MISCONFIGURED);
        REFUSALS.put("you do not have privileges", Result.MISCONFIGURED);
    }

    private PaystackWords() {}

    static Result status(String status) {
        return STATUSES.getOrDefault(status.toLowerCase(Locale.ROOT), Result.MISMATCH);
    }

    /** Whether the bank does not know the account that was looked up, in contrast to a look-up that did not work. */
    static boolean isNoSuchAccount(String message) {
        return refusal(message) == Result.REFUSED;
    }

    /** Whether it says that the account is not known now and asks to try again, which it also says while a bank is down. */
    static boolean isDoubtful(String message) {
        return message.toLowerCase(Locale.ROOT).startsWith("could not resolve account name");
    }

    static Result refusal(String message) {
        String words = message.strip().replace('’', '\'').toLowerCase(Locale.ROOT);
        return REFUSALS.entrySet().stream()
                .filter(refusal -> words.startsWith(refusal.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(LIMIT.matcher(words).find() ? Result.MISCONFIGURED : Result.UNKNOWN);
    }
}
