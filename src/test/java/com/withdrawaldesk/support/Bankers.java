package com.withdrawaldesk.support;

import com.withdrawaldesk.payout.PayoutRouting;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.joda.money.Money;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Chooses who pays in tests: the sandbox, unless a test wants one of the fakes, for all payouts or for those to a bank. Whoever
 * does so resets it.
 */
@TestComponent
@Primary
public class Bankers implements PayoutRouting {

    private static final String ANY = "";

    private final Map<String, List<String>> byBank = new ConcurrentHashMap<>();

    private final AtomicReference<Runnable> beforeSending = new AtomicReference<>();

    private final ObjectProvider<JdbcClient> jdbc;

    Bankers(TestClock clock, ObjectProvider<JdbcClient> jdbc) {
        this.jdbc = jdbc;
        TestServers.PAYSTACK.setClock(clock);
        TestServers.FLUTTERWAVE.setClock(clock);
    }

    /** These pay, the first one first. */
    public void use(String... providers) {
        byBank.put(ANY, List.of(providers));
    }

    /** These pay what goes to this bank. */
    public void useFor(String bankCode, String... providers) {
        byBank.put(bankCode, List.of(providers));
    }

    /** Does this once, when the next payout has looked whether it may be sent and is not sent yet. */
    public void beforeSending(Runnable work) {
        beforeSending.set(work);
    }

    /** The sandbox pays everything, and the fakes have an ordinary day. */
    public void reset() {
        byBank.clear();
        beforeSending.set(null);
        TestServers.PAYSTACK.reset();
        TestServers.FLUTTERWAVE.reset();
        // What still waits for a balance has not tried again for so long that it holds up no later test.
        jdbc.getObject()
                .sql("UPDATE payout_attempt SET retry_at = retry_at - interval '100 years'"
                        + " WHERE state = 'queued' AND retry_at > '2000-01-01'")
                .update();
        forgetAlarms();
    }

    /** People are told once of what a provider needs, so an alarm that a test left keeps the next one's from them. */
    public void forgetAlarms() {
        jdbc.getObject().sql("DELETE FROM provider_alarm").update();
    }

    /** Payouts that other tests approved and did not send count no more where a balance does not do for all. */
    public void forgetUnsent() {
        jdbc.getObject()
                .sql("UPDATE payout_attempt SET provider = 'manual' WHERE state = 'prepared' AND NOT handed_over")
                .update();
    }

    /** Whose balance does not cover the payout comes after those whose does. */
    @Override
    public Integer rank(String provider, Money amount, String bankCode, String cover) {
        Runnable work = beforeSending.getAndSet(null);
        if (work != null) {
            work.run();
        }
        List<String> any = byBank.getOrDefault(ANY, List.of("sandbox"));
        List<String> chosen = byBank.getOrDefault(bankCode == null ? ANY : bankCode, any);
        int place = chosen.indexOf(provider);
        return place < 0 ? null : place + (cover.equals("short") ? chosen.size() : 0);
    }
}
