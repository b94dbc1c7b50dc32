package com.withdrawaldesk.payout.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Delivers one event 10,000 times and prints how long the answers took: {@code mvn test -Dtest=WebhookLoad}. */
@DeskTest
class WebhookLoad {

    private static final int DELIVERIES = 10_000;
    private static final int CLIENTS = 8;

    @Autowired
    Http http;

    @Autowired
    WebhookProperties properties;

    @Autowired
    JdbcClient jdbc;

    @Test
    void deliversOneEventManyTimes() throws Exception {
        var deliveries = new Deliveries(http, properties);
        jdbc.sql("DELETE FROM webhook_event").update();
        for (int i = 0; i < 1000; i++) {
            deliveries.paystack(Deliveries.transfer(String.valueOf(i % 10), "wd_warm_up", "success", "1"));
        }
        String event = Deliveries.transfer("4711", "wd_load", "success", "5000000");
        var errors = new AtomicInteger();
        long[] micros = new long[DELIVERIES];
        var next = new AtomicInteger();
        Callable<Void> client = () -> {
            for (int i = next.getAndIncrement(); i < DELIVERIES; i = next.getAndIncrement()) {
                long start = System.nanoTime();
                if (deliveries.paystack(event) != 200) {
                    errors.incrementAndGet();
                }
                micros[i] = (System.nanoTime() - start) / 1000;
            }
            return null;
        };
        var clients = Executors.newFixedThreadPool(CLIENTS);
        long start = System.nanoTime();
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(client);
            }
            for (Future<Void> one : clients.invokeAll(all)) {
                one.get();
            }
        } finally {
            clients.shutdown();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        Arrays.sort(micros);
        System.out.printf(
                "%d deliveries of one event by %d clients in %d ms: %d errors, p50 %.1f ms, p99 %.1f ms, slowest %.1f ms%n",
                DELIVERIES,
                CLIENTS,
                millis,
                errors.get(),
                micros[DELIVERIES / 2] / 1000.0,
                micros[DELIVERIES * 99 / 100] / 1000.0,
                micros[DELIVERIES - 1] / 1000.0);

        assertThat(errors).hasValue(0);
        assertThat(jdbc.sql("SELECT count(*) FROM webhook_event WHERE reference = 'wd_load'")
                        .query(Long.class)
                        .single())
                .isOne();
        jdbc.sql("DELETE FROM webhook_event").update();
    }
}
