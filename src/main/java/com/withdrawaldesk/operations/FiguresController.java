package com.withdrawaldesk.operations;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Csv;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.base.web.Period;
import com.withdrawaldesk.operations.Figures.Answer;
import com.withdrawaldesk.operations.Figures.Wait;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The figures of the page "Withdrawals" in Cockpit, and each of its tables to take along. */
@RestController
class FiguresController {

    /** By their names in the address: first the headings, then the lines. */
    private static final Map<String, Function<Answer, Stream<List<?>>>> TABLES = Map.of(
            "requests",
            figures -> table(
                    List.of("day", "requests", "amount"),
                    figures.days().stream().map(day -> List.of(day.day(), day.requests(), day.amount()))),
            "decisions",
            figures -> table(
                    List.of("day", "approved", "rejected", "undecided"),
                    figures.days().stream()
                            .map(day -> List.of(day.day(), day.approved(), day.rejected(), day.undecided()))),
            "waits",
            figures -> table(
                    List.of(
                            "day",
                            "decision_median_seconds",
                            "decision_p95_seconds",
                            "completion_median_seconds",
                            "completion_p95_seconds"),
                    figures.days().stream()
                            .map(day -> List.of(
                                    day.day(),
                                    seconds(day.decision(), Wait::medianSeconds),
                                    seconds(day.decision(), Wait::p95Seconds),
                                    seconds(day.completion(), Wait::medianSeconds),
                                    seconds(day.completion(), Wait::p95Seconds)))),
            "failures",
            figures -> table(
                    List.of("code", "reason", "withdrawals", "amount"),
                    figures.failures().stream()
                            .map(failure -> List.of(
                                    failure.code() == null ? "other" : failure.code(),
                                    failure.reason() == null ? "" : failure.reason(),
                                    failure.count(),
                                    failure.amount()))),
            "high-value",
            figures -> table(
                    List.of("day", "high", "high_amount", "normal", "normal_amount"),
                    figures.days().stream()
                            .map(day -> List.of(
                                    day.day(), day.high(), day.highAmount(), day.normal(), day.normalAmount()))),
            "hours",
            figures -> table(
                    List.of("hour", "requests", "amount"),
                    figures.hours().stream().map(hour -> List.of(hour.hour(), hour.requests(), hour.amount()))),
            "deliveries",
            figures -> table(
                    List.of("day", "delivered", "pending", "given_up"),
                    figures.deliveriesPerDay().stream()
                            .map(day -> List.of(day.day(), day.delivered(), day.pending(), day.givenUp()))));

    private final Figures figures;
    private final Audit audit;
    private final Clock clock;

    FiguresController(Figures figures, Audit audit, Clock clock) {
        this.figures = figures;
        this.audit = audit;
        this.clock = clock;
    }

    @GetMapping("/api/admin/operations/figures")
    @Limited(Limit.SEARCHES)
    Answer figures(
            @ListFilters(
                            value = {"from", "to", "zone"},
                            paged = false)
                    ListQuery query) {
        return figures.of(Period.of(query, clock));
    }

    @GetMapping("/api/admin/operations/figures.csv")
    @Limited(Limit.EXPORTS)
    void csv(
            @ListFilters(
                            value = {"from", "to", "zone", "table"},
                            paged = false)
                    ListQuery query,
            HttpServletResponse response)
            throws IOException {
        String given = query.filter("table", Set.copyOf(TABLES.keySet()));
        String table = given == null ? "requests" : given;
        Period period = Period.of(query, clock);
        audit.record(Audit.Event.of("figures.exported", "report", table)
                .changed(
                        null,
                        Map.of(
                                "from", period.from().toString(),
                                "to", period.to().toString(),
                                "zone", period.zone().getId())));
        List<List<?>> lines = TABLES.get(table).apply(figures.of(period)).toList();
        var csv = new Csv(
                response,
                "withdrawals-" + table + "-" + period.from() + "-" + period.to() + ".csv",
                lines.get(0).toArray());
        for (List<?> line : lines.subList(1, lines.size())) {
            csv.line(line.toArray());
        }
        csv.end();
    }

    private static Stream<List<?>> table(List<?> headings, Stream<List<?>> lines) {
        return Stream.concat(Stream.of(headings), lines);
    }

    /** Empty where there is nothing to measure. */
    private static Object seconds(Wait wait, ToLongFunction<Wait> which) {
        return wait == null ? "" : which.applyAsLong(wait);
    }
}
