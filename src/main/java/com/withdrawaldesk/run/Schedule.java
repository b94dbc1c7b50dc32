package com.withdrawaldesk.run;

import com.withdrawaldesk.money.Amounts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.joda.money.Money;

/**
 * When a vendor is paid without asking.
 *
 * @param weekday {@code monday} to {@code sunday}; null unless weekly
 * @param dayOfMonth {@code 1} to {@code 28}, or {@code last}; null unless monthly
 * @param threshold balance from which the vendor is paid; null unless that is what it goes by
 * @param minimum smaller balances are left for a later run; null for the desk's own minimum
 */
record Schedule(Frequency frequency, String weekday, String dayOfMonth, Money threshold, Money minimum) {

    static final Schedule OFF = new Schedule(Frequency.OFF, null, null, null, null);

    /** As a person would say it: "every friday". */
    String spoken() {
        return switch (frequency) {
            case OFF -> "only when you ask";
            case DAILY -> "every day";
            case WEEKLY -> "every " + Character.toUpperCase(weekday.charAt(0)) + weekday.substring(1);
            case MONTHLY ->
                dayOfMonth.equals("last") ? "on the last day of each month" : "on day " + dayOfMonth + " of each month";
            case THRESHOLD -> "whenever your balance has reached " + Amounts.spoken(threshold);
        };
    }

    /** For the audit trail. */
    Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("frequency", frequency.value());
        put(facts, "weekday", weekday);
        put(facts, "day_of_month", dayOfMonth);
        put(facts, "threshold", threshold == null ? null : Amounts.plain(threshold));
        put(facts, "minimum", minimum == null ? null : Amounts.plain(minimum));
        return facts;
    }

    private static void put(Map<String, String> facts, String name, String value) {
        if (value != null) {
            facts.put(name, value);
        }
    }
}
