package com.withdrawaldesk.pin;

import static com.withdrawaldesk.base.refusal.Code.CONFLICT;
import static com.withdrawaldesk.base.refusal.Code.PIN_INCORRECT;
import static com.withdrawaldesk.base.refusal.Code.PIN_LOCKED;
import static com.withdrawaldesk.base.refusal.Code.PIN_NOT_SET;
import static com.withdrawaldesk.base.refusal.Code.PIN_TOO_COMMON;
import static com.withdrawaldesk.base.refusal.Code.SERVICE_UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Notice;
import com.withdrawaldesk.notification.Notifications;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

@DeskTest
class PaymentPinsTest {

    private static final String PIN = "4719";
    private static final String WRONG = "9174";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Audit audit;

    @Autowired
    Wording wording;

    @Autowired
    TestClock clock;

    @Autowired
    PinVault vault;

    @Autowired
    PinProperties properties;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    AutowireCapableBeanFactory beans;

    private final String user = "user" + UUID.randomUUID();
    private final String other = "other" + UUID.randomUUID();
    private final List<Notice> told = Collections.synchronizedList(new ArrayList<>());

    private PinRecords records;
    private PaymentPins pins;

    @BeforeEach
    void listenToNotices() {
        Notifications notifications = mock();
        doAnswer(call -> {
                    assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                            .isTrue();
                    return told.add(call.getArgument(0));
                })
                .when(notifications)
                .tell(any());
        records = (PinRecords)
                beans.initializeBean(new PinRecords(jdbc, audit, notifications, wording, clock), "recordsUnderTest");
        pins = pinsWith(vault);
        clock.stopAt(Instant.parse("2026-03-01T10:00:00Z"));
    }

    @AfterEach
    void cleanUp() {
        clock.reset();
        jdbc.sql("DELETE FROM payment_pin WHERE user_id IN (?, ?)")
                .params(user, other)
                .update();
    }

    @Test
    void acceptsTheRightPin() {
        pins.set(user, PIN, null);

        pins.verify(user, PIN);

        assertThat(attempts(user)).isZero();
    }

    @Test
    void saysHowManyAttemptsAreLeft() {
        pins.set(user, PIN, null);

        assertThat(refusedAs(PIN_INCORRECT, WRONG).facts()).containsEntry("attempts_left", 2);
        assertThat(refusedAs(PIN_INCORRECT, WRONG))
                .hasMessage("The payment PIN is not correct. Attempts left before it is locked: 1.")
                .satisfies(refusal -> assertThat(refusal.retryAfter()).isNull());
        assertThat(refusedAs(PIN_INCORRECT, WRONG))
                .hasMessage("The payment PIN is not correct and is now locked for a minute.")
                .satisfies(refusal -> assertThat(refusal.facts())
                        .containsEntry("attempts_left", 0)
                        .containsEntry("locked_until", clock.instant().plusSeconds(60)));
    }

    @Test
    void locksLongerWithEachWrongAttempt() {
        pins.set(user, PIN, null);

        for (int minutes : new int[] {0, 0, 1, 5, 30, 30, 30, 30, 30}) {
            refusedAs(PIN_INCORRECT, WRONG);
            if (minutes > 0) {
                Duration lock = Duration.ofMinutes(minutes);
                Instant end = clock.instant().plus(lock);
                clock.advance(lock.minusSeconds(1));
                Refusal locked = refusedAs(PIN_LOCKED, PIN);
                assertThat(locked.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                assertThat(locked.facts()).containsEntry("locked_until", end);
                clock.advance(Duration.ofSeconds(1));
            }
        }
        assertThat(refusedAs(PIN_INCORRECT, WRONG).getMessage()).endsWith("is now locked until support resets it.");

        clock.advance(Duration.ofDays(3650));
        Refusal forGood = refusedAs(PIN_LOCKED, PIN);
        assertThat(forGood.retryAfter()).isNull();
        assertThat(forGood.facts()).isEmpty();
        assertThat(attempts(user)).isEqualTo(10);
    }

    @Test
    void opensWithTheRightPinOnceTheLockIsOverAndForgetsTheAttempts() {
        pins.set(user, PIN, null);
        guess(3);
        clock.advance(Duration.ofMinutes(1));

        pins.verify(user, PIN);

        assertThat(refusedAs(PIN_INCORRECT, WRONG).facts()).containsEntry("attempts_left", 2);
    }

    @Test
    void staysLockedWhenTheDeskIsStartedAnew() {
        pins.set(user, PIN, null);
        guess(3);

        pins = pinsWith(new PinVault(properties));

        refusedAs(PIN_LOCKED, PIN);
    }

    @Test
    void judgesThreeOfTwentyGuessesMadeAtOnce() throws Exception {
        pins.set(user, PIN, null);

        Map<Code, Integer> answers = new TreeMap<>();
        for (Code answer : atOnce(20, () -> refusal(WRONG).code())) {
            answers.merge(answer, 1, Integer::sum);
        }

        assertThat(answers).containsOnly(Map.entry(PIN_INCORRECT, 3), Map.entry(PIN_LOCKED, 17));
        assertThat(events()).containsExactly("pin.changed", "pin.locked");
    }

    @Test
    void doesNotForgetGuessesMadeBesideASuccess() {
        pins.set(user, PIN, null);
        Attempt success = records.count(user);
        Attempt guess = records.count(user);

        records.clear(success);
        assertThat(attempts(user)).isEqualTo(2);

        records.clear(guess);
        assertThat(attempts(user)).isZero();
    }

    @Test
    void countsAnAttemptThatIsNeverJudged() {
        pins.set(user, PIN, null);
        records.count(user);
        records.count(user);
        records.count(user);

        refusedAs(PIN_LOCKED, PIN);
    }

    @Test
    void countsAnAttemptBeforeItIsJudged() {
        pins.set(user, PIN, null);
        PinVault cut = mock();
        when(cut.matches(any(), any(), any())).thenThrow(new IllegalStateException("killed"));

        assertThatIllegalStateException().isThrownBy(() -> pinsWith(cut).verify(user, PIN));

        assertThat(attempts(user)).isOne();
    }

    /** Two nodes have two queues, so only the database keeps guesses apart. */
    @Test
    void countsThreeOfTwentyAtOnceWithoutTheQueue() throws Exception {
        pins.set(user, PIN, null);

        List<String> outcomes = atOnce(20, () -> {
            try {
                records.count(user);
                return "counted";
            } catch (Refusal refused) {
                return refused.code().value();
            }
        });

        assertThat(outcomes).filteredOn("counted"::equals).hasSize(3);
        assertThat(outcomes).filteredOn("pin_locked"::equals).hasSize(17);
    }

    @Test
    void usesUpNoAttemptWhenTheQueueIsFull() {
        pins.set(user, PIN, null);
        PaymentPins busy =
                new PaymentPins(new HashQueue(0, new PinQueueProperties(Duration.ZERO, 8, 100)), vault, records, clock);

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> busy.verify(user, PIN))
                .matches(refusal -> refusal.code() == SERVICE_UNAVAILABLE && refusal.retryAfter() != null);
        assertThat(attempts(user)).isZero();
    }

    @Test
    void refusesToHashInsideATransaction() {
        pins.set(user, PIN, null);

        assertThatIllegalStateException()
                .isThrownBy(() -> transaction.executeWithoutResult(status -> pins.verify(user, PIN)))
                .withMessageContaining("inside a transaction");
        assertThat(attempts(user)).isZero();
    }

    @Test
    void hasNoPinUntilOneIsSet() {
        refusedAs(PIN_NOT_SET, "0000");
        assertThat(pins.isSet(user)).isFalse();

        pins.set(user, PIN, "0000");

        assertThat(pins.isSet(user)).isTrue();
        pins.verify(user, PIN);
    }

    @Test
    void refusesCommonPins() {
        for (String pin : List.of("0000", "1234", "7890", "1984", "6969")) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> pins.set(user, pin, null))
                    .matches(refusal -> refusal.code() == PIN_TOO_COMMON)
                    .withMessageNotContaining(pin);
        }
        assertThat(pins.isSet(user)).isFalse();
    }

    @Test
    void changesThePinOnlyForWhomKnowsTheOldOne() {
        pins.set(user, PIN, null);

        assertThatExceptionOfType(InvalidInput.class).isThrownBy(() -> pins.set(user, "5793", null));
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> pins.set(user, "5793", WRONG))
                .matches(refusal -> refusal.code() == PIN_INCORRECT);
        assertThat(attempts(user)).isEqualTo(1);

        pins.set(user, "5793", PIN);

        assertThat(attempts(user)).isZero();
        pins.verify(user, "5793");
        refusedAs(PIN_INCORRECT, PIN);
    }

    @Test
    void locksTheOldPinLikeAnyOther() {
        pins.set(user, PIN, null);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(Refusal.class).isThrownBy(() -> pins.set(user, "5793", WRONG));
        }

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> pins.set(user, "5793", PIN))
                .matches(refusal -> refusal.code() == PIN_LOCKED);
    }

    @Test
    void letsOneOfTwoChangesAtTheSameMomentThrough() {
        pins.set(user, PIN, null);
        Attempt one = records.count(user);
        Attempt late = records.count(user);
        records.change(one, vault.seal(user, "5793"));

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> records.change(late, vault.seal(user, "8068")))
                .matches(refusal -> refusal.code() == CONFLICT);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> records.insert(user, vault.seal(user, "8068")))
                .matches(refusal -> refusal.code() == CONFLICT);
        pins.verify(user, "5793");
    }

    @Test
    void startsAnewAfterAReset() {
        pins.set(user, PIN, null);
        guess(3);

        pins.reset(user, "Identity checked by phone.");

        refusedAs(PIN_NOT_SET, PIN);
        pins.set(user, "5793", null);
        pins.verify(user, "5793");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> pins.reset(other, "Mistyped."))
                .matches(refusal -> refusal.code() == PIN_NOT_SET);
    }

    @Test
    void tellsAndRecordsWhatHappensToThePin() {
        pins.set(user, PIN, null);
        pins.set(user, "5793", PIN);
        guess(3);
        refusedAs(PIN_LOCKED, WRONG);
        clock.advance(Duration.ofMinutes(1));
        guess(1);
        pins.reset(user, "Identity checked by phone.");

        assertThat(events()).containsExactly("pin.changed", "pin.changed", "pin.locked", "pin.locked", "pin.reset");
        assertThat(told)
                .allSatisfy(notice -> {
                    assertThat(notice.audience()).isEqualTo(Audience.person(user));
                    assertThat(notice.priority()).isEqualTo(notice.event().equals("pin.locked") ? "high" : "normal");
                })
                .extracting(Notice::message)
                .anySatisfy(message -> assertThat(message).contains("wrongly 3 times and is locked for a minute."))
                .anySatisfy(message -> assertThat(message).contains("wrongly 4 times and is locked for 5 minutes."))
                .noneMatch(message -> message.contains(PIN) || message.contains("5793"));
        assertThat(jdbc.sql("SELECT action FROM audit_event WHERE subject_id = ? AND outcome = 'done' ORDER BY id")
                        .param(user)
                        .query(String.class)
                        .list())
                .containsExactly(
                        "payment_pin.set",
                        "payment_pin.changed",
                        "payment_pin.locked",
                        "payment_pin.locked",
                        "payment_pin.reset");
    }

    @Test
    void sealsAnewWithTheNewestKeyOnceThePinIsRight() {
        pins.set(user, PIN, null);
        Instant changedAt = column("changed_at", OffsetDateTime.class).toInstant();
        var keys = new HashMap<>(properties.keys());
        keys.put(7, properties.keys().get(1));
        pins = pinsWith(new PinVault(new PinProperties(keys, 1100)));

        refusedAs(PIN_INCORRECT, WRONG);
        assertThat(column("key_version", Integer.class)).isEqualTo(1);

        clock.advance(Duration.ofDays(1));
        pins.verify(user, PIN);

        assertThat(column("key_version", Integer.class)).isEqualTo(7);
        assertThat(column("iterations", Integer.class)).isEqualTo(1100);
        assertThat(column("changed_at", OffsetDateTime.class).toInstant()).isEqualTo(changedAt);
        pins.verify(user, PIN);
    }

    @Test
    void doesNotOpenARowCopiedFromSomebodyElse() {
        pins.set(user, PIN, null);
        pins.set(other, WRONG, null);
        jdbc.sql("""
                        UPDATE payment_pin victim SET sealed = thief.sealed, salt = thief.salt
                        FROM payment_pin thief WHERE victim.user_id = ? AND thief.user_id = ?
                        """).params(user, other).update();

        assertThatIllegalStateException().isThrownBy(() -> pins.verify(user, WRONG));
    }

    @Test
    void cannotStoreALockWithoutItsAttempts() {
        pins.set(user, PIN, null);

        for (String change : List.of(
                "attempts = 3", "attempts = 11", "attempts = 10, locked_until = now()", "locked_until = now()")) {
            assertThatExceptionOfType(DataIntegrityViolationException.class)
                    .isThrownBy(() -> jdbc.sql("UPDATE payment_pin SET " + change + " WHERE user_id = ?")
                            .param(user)
                            .update());
        }
    }

    /** Hashes as many PINs at once as it is asked to, so that only the database keeps guesses apart. */
    private PaymentPins pinsWith(PinVault vault) {
        return new PaymentPins(
                new HashQueue(20, new PinQueueProperties(Duration.ofMinutes(1), 20, 20)), vault, records, clock);
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            refusedAs(PIN_INCORRECT, WRONG);
        }
    }

    private Refusal refusedAs(Code code, String pin) {
        Refusal refusal = refusal(pin);
        assertThat(refusal.code()).isEqualTo(code);
        return refusal;
    }

    private Refusal refusal(String pin) {
        return catchThrowableOfType(Refusal.class, () -> pins.verify(user, pin));
    }

    private List<String> events() {
        return told.stream().map(Notice::event).toList();
    }

    private int attempts(String user) {
        return jdbc.sql("SELECT attempts FROM payment_pin WHERE user_id = ?")
                .param(user)
                .query(Integer.class)
                .single();
    }

    private <T> T column(String name, Class<T> type) {
        return jdbc.sql("SELECT " + name + " FROM payment_pin WHERE user_id = ?")
                .param(user)
                .query((row, n) -> row.getObject(1, type))
                .single();
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (var result : pool.invokeAll(Collections.nCopies(threads, work))) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }
}
