package com.withdrawaldesk.payout;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of a provider without people's data: account numbers keep their last four digits, names their initials. Works on the
 * raw text, because what is cut off in the middle has to be masked as well.
 */
final class Masked {

    private static final Pattern ACCOUNT_FIELD =
            Pattern.compile("(\"account_?number\"\\s*:\\s*\"?)\\d*?(\\d{1,4})(?!\\d)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME_FIELD = Pattern.compile(
            "(\"(?:name|account_?name|full_?name|first_?name|last_?name|beneficiary_name|email|phone|mobile_?number)\""
                    + "\\s*:\\s*\")((?:[^\"\\\\]|\\\\.)*)",
            Pattern.CASE_INSENSITIVE);
    /** Ten digits in a sentence; a bare JSON number, as ids are, is left alone. */
    private static final Pattern ACCOUNT_NUMBER = Pattern.compile("(?<![\\w:])\\d{6}(\\d{4})(?!\\w)");

    private Masked() {}

    /** @param longest what is longer is cut */
    static String text(String text, int longest) {
        String masked = ACCOUNT_FIELD.matcher(text).replaceAll("$1******$2");
        masked = NAME_FIELD.matcher(masked).replaceAll(Masked::initials);
        masked = ACCOUNT_NUMBER.matcher(masked).replaceAll("******$1");
        String cut = masked.length() <= longest ? masked : masked.substring(0, longest) + "…";
        // PostgreSQL stores neither NUL nor half of a surrogate pair.
        return cut.replaceAll("[\\x00\\p{Cs}]", "");
    }

    /** A provider's sentence about this payout, in which the holder's name may appear. */
    static String sentence(String text, PayoutOrder about) {
        String anonymous = about.accountName() == null || about.accountName().isBlank()
                ? text
                : Pattern.compile(Pattern.quote(about.accountName()), Pattern.CASE_INSENSITIVE)
                        .matcher(text)
                        .replaceAll("the account's holder");
        return text(anonymous.replaceAll("\\p{Cntrl}+", " ").strip(), 300);
    }

    private static String initials(MatchResult field) {
        String initials = field.group(2).replaceAll("(\\S)\\S*\\s*", "$1.");
        return Matcher.quoteReplacement(field.group(1) + initials);
    }
}
