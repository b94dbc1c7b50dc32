package com.withdrawaldesk.run;

import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.LinkedHashMap;
import java.util.Locale;
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
    String spoken(Wording wording) {
        return switch (frequency) {
            case OFF -> wording.say("schedule.off");
            case DAILY -> wording.say("schedule.daily");
            case WEEKLY ->
                wording.say(
                        "schedule.weekly",
                        Map.of(
                                "weekday",
                                DayOfWeek.valueOf(weekday.toUpperCase(Locale.ROOT))
                                        .getDisplayName(TextStyle.FULL, wording.language())));
            case MONTHLY ->
                dayOfMonth.equals("last")
                        ? wording.say("schedule.monthly.last")
                        : wording.say("schedule.monthly", Map.of("day", dayOfMonth));
            case THRESHOLD -> wording.say("schedule.threshold", Map.of("amount", Amounts.spoken(threshold)));
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
