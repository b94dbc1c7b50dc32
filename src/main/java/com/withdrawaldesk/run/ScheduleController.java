package com.withdrawaldesk.run;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.Amount;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.Problem.Fault;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.pin.PaymentPins;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where a vendor chooses to be paid without asking. As money leaves by itself from then on, a change takes the PIN. */
@RestController
@Unlimited("one's own, by key")
@RequestMapping("/api/vendor/payout-schedule")
class ScheduleController {

    private static final String FREQUENCY = "Expected off, daily, weekly, monthly or threshold.";
    private static final String WEEKDAY = "Expected a day from monday to sunday.";
    private static final String DAY_OF_MONTH = "Expected a day from 1 to 28, or last.";
    private static final String PIN = "A payment PIN is exactly 4 digits, as a string.";

    private final Schedules schedules;
    private final PaymentPins pins;
    private final RunProperties properties;
    private final Amounts amounts;

    ScheduleController(Schedules schedules, PaymentPins pins, RunProperties properties, Amounts amounts) {
        this.schedules = schedules;
        this.pins = pins;
        this.properties = properties;
        this.amounts = amounts;
    }

    record View(
            String frequency,
            String weekday,
            String dayOfMonth,
            String threshold,
            String minimum,
            String runsFrom,
            String zone) {}

    @GetMapping
    View schedule(Principal user) {
        Schedule schedule = schedules.of(user.getName());
        return new View(
                schedule.frequency().value(),
                schedule.weekday(),
                schedule.dayOfMonth(),
                schedule.threshold() == null ? null : Amounts.plain(schedule.threshold()),
                schedule.minimum() == null ? null : Amounts.plain(schedule.minimum()),
                properties.at().toString(),
                properties.zone().getId());
    }

    record Change(
            @NotNull(message = FREQUENCY) @Pattern(regexp = "off|daily|weekly|monthly|threshold", message = FREQUENCY)
            String frequency,

            @Pattern(regexp = "(mon|tues|wednes|thurs|fri|satur|sun)day", message = WEEKDAY)
            String weekday,

            @JsonDeserialize(using = Text.NumberOrString.class)
            @Pattern(regexp = "[1-9]|1[0-9]|2[0-8]|last", message = DAY_OF_MONTH)
            String dayOfMonth,

            @Amount(required = false) String threshold,
            @Amount(required = false) String minimum,

            @NotNull(message = PIN) @Pattern(regexp = "[0-9]{4}", message = PIN)
            String pin) {

        /** Without the PIN, so that a request can be logged. */
        @Override
        public String toString() {
            return "Change[frequency=" + frequency + "]";
        }

        /** Each frequency needs its own detail and takes no other. */
        void check() {
            var faults = new ArrayList<Fault>();
            goesWith("weekly", "weekday", weekday, WEEKDAY, faults);
            goesWith("monthly", "day_of_month", dayOfMonth, DAY_OF_MONTH, faults);
            goesWith(
                    "threshold",
                    "threshold",
                    threshold,
                    "Expected the balance from which you want to be paid.",
                    faults);
            if (!faults.isEmpty()) {
                throw new InvalidInput(faults);
            }
        }

        private void goesWith(String owner, String field, String value, String expected, List<Fault> faults) {
            if (frequency.equals(owner) && value == null) {
                faults.add(new Fault(field, "required", expected));
            } else if (!frequency.equals(owner) && value != null) {
                faults.add(new Fault(field, "not_expected", "Give this with the frequency " + owner + " only."));
            }
        }
    }

    record Saved(boolean success, String message) {}

    @PostMapping
    @Limited({Limit.PIN, Limit.SETTINGS})
    Saved change(@Valid @RequestBody Change body, Principal user) {
        body.check();
        pins.verify(user.getName(), body.pin());
        var schedule = new Schedule(
                Frequency.of(body.frequency()),
                body.weekday(),
                body.dayOfMonth(),
                money(body.threshold()),
                money(body.minimum()));
        schedules.save(user.getName(), schedule);
        return new Saved(true, "Your payout schedule is saved. You are paid " + schedule.spoken(Wording.API) + ".");
    }

    private Money money(String text) {
        return text == null ? null : amounts.parse(text);
    }
}
