package com.withdrawaldesk.control;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Measures what is open: read when it is scraped, from indexes that hold only what is open. */
@Component
class OpenWork {

    private static final List<String> STAGES = List.of(
            "in_review",
            "second_review",
            "queued",
            "sending",
            "sent",
            "unknown",
            "held",
            "investigating",
            "awaiting_transfer");

    private final JdbcClient jdbc;

    OpenWork(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        for (String stage : STAGES) {
            gauge(meters, "desk.withdrawals.open", "Open withdrawals", stage, "count(*)");
            gauge(
                    meters,
                    "desk.withdrawals.oldest.seconds",
                    "Age of the oldest open withdrawal",
                    stage,
                    "coalesce(extract(epoch FROM now() - min(created_at)), 0)");
        }
        Gauge.builder("desk.engine.incidents", () -> number("SELECT count(*) FROM act_ru_incident"))
                .description("Steps that failed for good and wait for operations")
                .register(meters);
        Gauge.builder(
                        "desk.engine.jobs.failing",
                        () -> number("SELECT count(*) FROM act_ru_job WHERE exception_msg_ IS NOT NULL"))
                .description("Steps that failed and will be repeated")
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String name, String description, String stage, String what) {
        String sql = "SELECT " + what + " FROM withdrawal WHERE ended_at IS NULL AND stage = '" + stage + "'";
        Gauge.builder(name, () -> number(sql))
                .description(description)
                .tag("stage", stage)
                .register(meters);
    }

    private Number number(String sql) {
        return jdbc.sql(sql).query(Double.class).single();
    }
}
