package com.withdrawaldesk.fee;

import com.withdrawaldesk.base.money.Amounts;
import java.util.List;

/**
 * A fee as the API shows it.
 *
 * @param amount as quoted
 * @param charged what it cost in the end; null until that is known, and where it is nobody's business
 */
public record FeeView(String kind, String bearer, String amount, String charged) {

    /** As owners see them. */
    public static List<FeeView> quoted(List<FeeLine> lines) {
        return lines.stream()
                .filter(line -> line.quoted().isPositive())
                .map(line -> view(line, null))
                .toList();
    }

    /** As admins see them. */
    public static List<FeeView> all(List<FeeLine> lines) {
        return lines.stream()
                .map(line -> view(line, line.charged() == null ? null : Amounts.plain(line.charged())))
                .toList();
    }

    private static FeeView view(FeeLine line, String charged) {
        return new FeeView(line.kind().value(), line.bearer().value(), Amounts.plain(line.quoted()), charged);
    }
}
