package com.withdrawaldesk.operations;

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
                    "How long the oldest open withdrawal has waited for what it waits for",
                    stage,
                    "coalesce(extract(epoch FROM now() - min(stage_since)), 0)");
        }
        Gauge.builder("desk.engine.incidents", () -> number("SELECT count(*) FROM act_ru_incident"))
                .description("Steps that failed for good and wait for operations")
                .register(meters);
        Gauge.builder(
                        "desk.engine.jobs.failing",
                        () -> number("SELECT count(*) FROM act_ru_job WHERE exception_msg_ IS NOT NULL"))
                .description("Steps that failed and will be repeated")
                .register(meters);
        Gauge.builder("desk.engine.jobs.late.seconds", () -> number("""
                        SELECT coalesce(extract(epoch FROM now() - min(coalesce(duedate_, create_time_))), 0) FROM act_ru_job
                        WHERE retries_ > 0 AND suspension_state_ = 1 AND coalesce(duedate_, create_time_) < now()
                          AND (lock_exp_time_ IS NULL OR lock_exp_time_ < now())
                        """))
                .description("How long the oldest step waits that is due and that no node does")
                .register(meters);
        Gauge.builder("desk.tasks.overdue", () -> number("SELECT count(*) FROM act_ru_task WHERE due_date_ < now()"))
                .description("Tasks of people that are overdue")
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
