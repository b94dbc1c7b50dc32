package com.withdrawaldesk.payout;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The log of what was said to providers and by them about payouts, masked. A row is committed before its call, so that a crash
 * leaves a trace, and completed after it. The database refuses any other change, see {@code V10__payout_exchange.sql}.
 */
@Component
class Exchanges {

    private static final int LONGEST = 20_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    Exchanges(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Records that a call is about to be made.
     *
     * @param references of the payouts it is about
     * @return the row to complete
     */
    long begin(String provider, String call, List<String> references, String request) {
        return jdbc.sql("""
                        INSERT INTO payout_exchange (provider, call, payout_references, at, request)
                        VALUES (?, ?, ?, ?, ?) RETURNING id
                        """)
                .param(provider)
                .param(call)
                .param(references.toArray(String[]::new))
                .param(Timestamp.from(clock.instant()))
                .param(Masked.text(request, LONGEST))
                .query(Long.class)
                .single();
    }

    /** @param results what the answer means for each payout, in the order of the references */
    void complete(long id, Reply reply, List<Result> results, Duration took) {
        jdbc.sql("""
                        UPDATE payout_exchange SET http_status = ?, answer = ?, results = ?, duration_ms = ? WHERE id = ?
                        """)
                .param(reply.status() == 0 ? null : reply.status())
                .param(Masked.text(reply.text() == null ? reply.obstacle().message() : reply.text(), LONGEST))
                .param(results.stream()
                        .map(result -> new ResultColumn().convertToDatabaseColumn(result))
                        .toArray(String[]::new))
                .param(took.toMillis())
                .param(id)
                .update();
    }
}
