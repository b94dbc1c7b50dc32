package com.withdrawaldesk.reconciliation;

import static com.withdrawaldesk.reconciliation.Kind.AMOUNT_DIFFERS;
import static com.withdrawaldesk.reconciliation.Kind.FEE_DIFFERS;
import static com.withdrawaldesk.reconciliation.Kind.MATCHED;
import static com.withdrawaldesk.reconciliation.Kind.MISSING_HERE;
import static com.withdrawaldesk.reconciliation.Kind.MISSING_THERE;
import static com.withdrawaldesk.reconciliation.Kind.OPEN;
import static com.withdrawaldesk.reconciliation.Kind.PAID_TWICE;
import static com.withdrawaldesk.reconciliation.Kind.STATE_DIFFERS;
import static com.withdrawaldesk.reconciliation.Kind.TOP_UP;
import static com.withdrawaldesk.reconciliation.Kind.UNEXPLAINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.payout.Statement;
import com.withdrawaldesk.payout.Statement.Entry;
import com.withdrawaldesk.payout.Statement.Transfer;
import com.withdrawaldesk.reconciliation.Comparison.Period;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-10T00:00:00Z");
    private static final Instant NOON = MIDNIGHT.plus(Duration.ofHours(12));
    private static final Instant NEXT = MIDNIGHT.plus(Duration.ofDays(1));
    private static final Period DAY = new Period(MIDNIGHT, NEXT);
    private static final long AMOUNT = 500_000;

    /** What each state of ours and each answer of the provider make together; an empty answer is nothing at all. */
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({
        "PREPARED,,",
        "PREPARED,ACCEPTED,STATE_DIFFERS",
        "PREPARED,PAID,STATE_DIFFERS",
        "QUEUED,,",
        "QUEUED,PAID,STATE_DIFFERS",
        "SENDING,,OPEN",
        "SENDING,ACCEPTED,OPEN",
        "SENDING,PAID,STATE_DIFFERS",
        "SENT,,MISSING_THERE",
        "SENT,ACCEPTED,OPEN",
        "SENT,UNKNOWN,OPEN",
        "SENT,PAID,STATE_DIFFERS",
        "SENT,FAILED,STATE_DIFFERS",
        "SENT,REVERSED,STATE_DIFFERS",
        "SENT,MISMATCH,STATE_DIFFERS",
        "UNKNOWN,,OPEN",
        "UNKNOWN,ACCEPTED,OPEN",
        "UNKNOWN,PAID,STATE_DIFFERS",
        "UNKNOWN,FAILED,STATE_DIFFERS",
        "HELD,,OPEN",
        "HELD,FAILED,OPEN",
        "HELD,REVERSED,OPEN",
        "HELD,ACCEPTED,STATE_DIFFERS",
        "HELD,PAID,STATE_DIFFERS",
        "REVIEW,,MISSING_THERE",
        "REVIEW,MISMATCH,OPEN",
        "REVIEW,ACCEPTED,OPEN",
        "REVIEW,PAID,STATE_DIFFERS",
        "PAID,,MISSING_THERE",
        "PAID,PAID,MATCHED",
        "PAID,ACCEPTED,STATE_DIFFERS",
        "PAID,FAILED,STATE_DIFFERS",
        "PAID,REVERSED,STATE_DIFFERS",
        "PAID,MISMATCH,STATE_DIFFERS",
        "FAILED,,",
        "FAILED,FAILED,MATCHED",
        "FAILED,REVERSED,MATCHED",
        "FAILED,ACCEPTED,STATE_DIFFERS",
        "FAILED,PAID,STATE_DIFFERS",
        "REVERSED,,MISSING_THERE",
        "REVERSED,REVERSED,MATCHED",
        "REVERSED,FAILED,MATCHED",
        "REVERSED,PAID,STATE_DIFFERS"
    })
    void judgesEachPairOfStates(PayoutState ours, Result theirs, Kind expected) {
        Booked attempt = booked("wd_a_1", ours);
        List<Transfer> transfers = theirs == null ? List.of() : List.of(transfer("wd_a_1", theirs));

        Report report = compare(List.of(attempt), transfers);

        assertThat(report.outcomes().keySet())
                .isEqualTo(expected == null ? Map.of().keySet() : Set.of(expected));
        assertThat(report.listed())
                .extracting(Difference::kind)
                .isEqualTo(expected == null || expected == MATCHED || expected == OPEN ? List.of() : List.of(expected));
        assertTotalsAddUp(report);
    }

    @Test
    void comparesTheRestWhenARowCannotBeRead() {
        Booked strange = booked("wd_b_1", PayoutState.PAID);
        Statement theirs = new Statement(
                List.of(transfer("wd_a_1", Result.PAID)),
                List.of(entry("id-wd_a_1", -AMOUNT), entry("7", -AMOUNT)),
                List.of(
                        new Statement.Unreadable("wd_b_1", "7", "It is in GHS."),
                        new Statement.Unreadable(null, null, "x")));

        Report report = Comparison.of(
                "bank",
                DAY,
                List.of(booked("wd_a_1", PayoutState.PAID), strange),
                theirs,
                List.of(none()),
                price -> 0,
                duty -> 0,
                2);

        assertThat(report.listed())
                .extracting(Difference::kind, Difference::payoutReference, Difference::differenceMinor)
                .containsExactly(tuple(UNEXPLAINED, "wd_b_1", 0L), tuple(UNEXPLAINED, null, 0L));
        assertThat(report.listed().get(0).detail()).contains("It is in GHS.");
        assertThat(report.outcomes().get(MATCHED).count()).isOne();
        assertTotalsAddUp(report);
    }

    /** Whether a provider takes the duty from our balance is not documented. */
    @ParameterizedTest
    @CsvSource({"-501000, 0", "-506000, 0", "-506001, 1", "-500000, 1", "-505000, 1"})
    void knowsThatTheDutyMayBeTakenBesides(long moved, int unexplained) {
        Statement theirs = new Statement(List.of(transfer("wd_a_1", Result.PAID)), List.of(entry("id-wd_a_1", moved)));

        Report report = Comparison.of(
                "bank",
                DAY,
                List.of(booked("wd_a_1", PayoutState.PAID)),
                theirs,
                List.of(none()),
                price -> 1_000,
                duty -> 5_000,
                2);

        assertThat(report.listed()).hasSize(unexplained);
    }

    /** Made in the provider's dashboard, for example: Paystack's own sample of a list has such rows. */
    @Test
    void comparesTheRestWhenTransfersHaveNoReference() {
        Booked ordered = booked("wd_a_1", PayoutState.PAID);
        Transfer unnamed = new Transfer(null, "14", AMOUNT, null, Result.PAID, NOON);
        Transfer nameless = new Transfer(null, null, AMOUNT, null, Result.FAILED, NOON);

        Report report = compare(List.of(ordered), List.of(unnamed, transfer("wd_a_1", Result.PAID), nameless, unnamed));

        assertThat(report.listed()).extracting(Difference::kind).containsExactly(MISSING_HERE, MISSING_HERE);
        assertThat(report.outcomes().keySet()).containsExactlyInAnyOrder(MATCHED, MISSING_HERE);
        assertTotalsAddUp(report);
    }

    record Case(String name, List<Booked> ours, Statement theirs, Statement around, List<Kind> found, long difference) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> finds() {
        Booked paid = booked("wd_a_1", PayoutState.PAID);
        Booked failedBefore = of(paid.withdrawalId(), "wd_a_0", PayoutState.FAILED, "bank");
        Transfer same = transfer("wd_a_1", Result.PAID);
        Transfer earlier = at(same, "id-0", MIDNIGHT.minusSeconds(1));
        Transfer later = at(same, "id-2", NOON.plusSeconds(1));
        return Stream.of(
                new Case("a transfer we do not know", List.of(), day(same), none(), List.of(MISSING_HERE), AMOUNT),
                new Case(
                        "one that failed there and we do not know",
                        List.of(),
                        day(transfer("wd_a_1", Result.FAILED)),
                        none(),
                        List.of(MISSING_HERE),
                        0),
                new Case(
                        "a transfer that we ordered elsewhere",
                        List.of(of(UUID.randomUUID(), "wd_a_1", PayoutState.SENT, "other")),
                        day(same),
                        none(),
                        List.of(MISSING_HERE),
                        AMOUNT),
                new Case(
                        "paid here and where we ordered it",
                        List.of(of(UUID.randomUUID(), "wd_a_1", PayoutState.PAID, "other")),
                        day(same),
                        none(),
                        List.of(PAID_TWICE),
                        AMOUNT),
                new Case(
                        "another amount",
                        List.of(paid),
                        day(amount(same, AMOUNT + 1)),
                        none(),
                        List.of(AMOUNT_DIFFERS),
                        1),
                new Case(
                        "another amount and another state",
                        List.of(paid),
                        day(amount(transfer("wd_a_1", Result.REVERSED), AMOUNT + 1)),
                        none(),
                        List.of(STATE_DIFFERS, AMOUNT_DIFFERS),
                        -AMOUNT),
                new Case(
                        "another fee",
                        List.of(fee(paid, "26.875")),
                        day(fee(same, "26.88")),
                        none(),
                        List.of(FEE_DIFFERS),
                        0),
                new Case(
                        "the same fee with more zeros",
                        List.of(fee(paid, "26.8750")),
                        day(fee(same, "26.875")),
                        none(),
                        List.of(),
                        0),
                new Case(
                        "a fee that only one side knows", List.of(paid), day(fee(same, "10.75")), none(), List.of(), 0),
                new Case(
                        "paid there, paid here, but not in our ledger",
                        List.of(notInLedger(paid)),
                        day(same),
                        none(),
                        List.of(STATE_DIFFERS),
                        0),
                new Case(
                        "reversed on both sides, but not in our ledger",
                        List.of(notInLedger(booked("wd_a_1", PayoutState.REVERSED))),
                        day(transfer("wd_a_1", Result.REVERSED)),
                        none(),
                        List.of(STATE_DIFFERS),
                        0),
                new Case(
                        "one reference twice on a day",
                        List.of(paid),
                        day(same, later),
                        none(),
                        List.of(PAID_TWICE),
                        AMOUNT),
                new Case(
                        "one reference again after midnight: found on the later day",
                        List.of(paid),
                        day(same),
                        day(earlier),
                        List.of(PAID_TWICE),
                        AMOUNT),
                new Case(
                        "one reference again after midnight: not found on the earlier day, too",
                        List.of(paid),
                        day(same),
                        day(at(same, "id-3", NEXT)),
                        List.of(),
                        0),
                new Case(
                        "a second transfer of a reference that is under way",
                        List.of(paid),
                        day(same, at(transfer("wd_a_1", Result.ACCEPTED), "id-2", NOON.plusSeconds(1))),
                        none(),
                        List.of(PAID_TWICE),
                        0),
                new Case(
                        "one reference failed first and was paid then",
                        List.of(paid),
                        day(at(transfer("wd_a_1", Result.FAILED), "id-0", MIDNIGHT), same),
                        none(),
                        List.of(),
                        0),
                new Case("the same transfer shown twice", List.of(paid), day(same, same), none(), List.of(), 0),
                new Case(
                        "two attempts of a withdrawal, both paid there",
                        List.of(failedBefore, paid),
                        day(transfer("wd_a_0", Result.PAID), same),
                        none(),
                        List.of(PAID_TWICE),
                        AMOUNT),
                new Case(
                        "an attempt paid there after the withdrawal was paid by hand",
                        List.of(failedBefore, of(paid.withdrawalId(), "wd_a_1", PayoutState.PAID, "manual")),
                        day(transfer("wd_a_0", Result.PAID)),
                        none(),
                        List.of(PAID_TWICE),
                        AMOUNT),
                new Case(
                        "two attempts, the first of which really failed",
                        List.of(failedBefore, paid),
                        day(transfer("wd_a_0", Result.FAILED), same),
                        none(),
                        List.of(),
                        0),
                new Case(
                        "sent before midnight, there after it: of the next day",
                        List.of(sent(paid, NEXT.minusSeconds(1))),
                        none(),
                        day(at(same, "id-1", NEXT)),
                        List.of(),
                        0),
                new Case(
                        "sent the day before, there just after midnight",
                        List.of(sent(paid, MIDNIGHT.minusSeconds(1))),
                        day(at(same, "id-1", MIDNIGHT)),
                        none(),
                        List.of(),
                        0),
                new Case(
                        "sent on another day and not there: not of this day",
                        List.of(sent(paid, NEXT)),
                        none(),
                        none(),
                        List.of(),
                        0),
                new Case(
                        "paid elsewhere: nothing to expect here",
                        List.of(of(UUID.randomUUID(), "wd_a_1", PayoutState.PAID, "other")),
                        none(),
                        none(),
                        List.of(),
                        0));
    }

    @ParameterizedTest
    @MethodSource
    void finds(Case given) {
        Report report = Comparison.of(
                "bank", DAY, given.ours(), given.theirs(), List.of(given.around()), price -> 0, duty -> 0, 2);

        assertThat(report.listed()).extracting(Difference::kind).containsExactlyElementsOf(given.found());
        assertThat(report.theirsMinor() - report.oursMinor()).isEqualTo(given.difference());
        assertTotalsAddUp(report);
    }

    record Movement(
            String name,
            Result result,
            String fee,
            List<Entry> thatDay,
            List<Entry> around,
            List<Kind> found,
            long sum) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Movement> explainsOurBalance() {
        Entry out = entry("id-wd_a_1", -AMOUNT - 2_688);
        Entry amountBack = entry("id-wd_a_1", AMOUNT);
        Entry allBack = entry("id-wd_a_1", AMOUNT + 2_688);
        return Stream.of(
                new Movement(
                        "amount and fee, rounded half up",
                        Result.PAID,
                        "26.875",
                        List.of(out),
                        List.of(),
                        List.of(),
                        0),
                new Movement(
                        "fee by the price list",
                        Result.PAID,
                        null,
                        List.of(entry("id-wd_a_1", -AMOUNT - 1_000)),
                        List.of(),
                        List.of(),
                        0),
                new Movement("taken after midnight", Result.PAID, "26.875", List.of(), List.of(out), List.of(), 0),
                new Movement(
                        "one kobo too much", Result.PAID, "26.87", List.of(out), List.of(), List.of(UNEXPLAINED), -1),
                new Movement(
                        "taken twice",
                        Result.PAID,
                        "26.875",
                        List.of(out, out),
                        List.of(),
                        List.of(UNEXPLAINED),
                        -AMOUNT - 2_688),
                new Movement(
                        "paid and given back",
                        Result.PAID,
                        "26.875",
                        List.of(out, allBack),
                        List.of(),
                        List.of(UNEXPLAINED),
                        AMOUNT + 2_688),
                new Movement(
                        "not taken, though paid",
                        Result.PAID,
                        "26.875",
                        List.of(),
                        List.of(entry("id-else", -1)),
                        List.of(UNEXPLAINED),
                        AMOUNT + 2_688),
                new Movement(
                        "returned with its fee",
                        Result.REVERSED,
                        "26.875",
                        List.of(out, allBack),
                        List.of(),
                        List.of(),
                        0),
                new Movement(
                        "returned without its fee",
                        Result.FAILED,
                        "26.875",
                        List.of(out, amountBack),
                        List.of(),
                        List.of(),
                        0),
                new Movement("returned later", Result.REVERSED, "26.875", List.of(out), List.of(), List.of(), 0),
                new Movement(
                        "returned too much",
                        Result.REVERSED,
                        "26.875",
                        List.of(out, allBack, entry("id-wd_a_1", 5)),
                        List.of(),
                        List.of(UNEXPLAINED),
                        5),
                new Movement(
                        "a top-up",
                        Result.PAID,
                        "26.875",
                        List.of(out, new Entry(null, 9, "Top-up", NOON)),
                        List.of(),
                        List.of(TOP_UP),
                        9),
                new Movement(
                        "a charge",
                        Result.PAID,
                        "26.875",
                        List.of(out, new Entry(null, -9, "Charge", NOON)),
                        List.of(),
                        List.of(UNEXPLAINED),
                        -9),
                new Movement(
                        "an unknown transfer",
                        Result.PAID,
                        "26.875",
                        List.of(out, entry("id-else", -9)),
                        List.of(),
                        List.of(UNEXPLAINED),
                        -9),
                new Movement(
                        "return of an earlier payout",
                        Result.PAID,
                        "26.875",
                        List.of(out, entry("id-old", AMOUNT)),
                        List.of(),
                        List.of(),
                        0),
                new Movement(
                        "return of an earlier payout with its fee",
                        Result.PAID,
                        "26.875",
                        List.of(out, entry("id-old", AMOUNT + 1_000)),
                        List.of(),
                        List.of(),
                        0),
                new Movement(
                        "wrong return of an earlier payout",
                        Result.PAID,
                        "26.875",
                        List.of(out, entry("id-old", AMOUNT - 1)),
                        List.of(),
                        List.of(UNEXPLAINED),
                        AMOUNT - 1),
                new Movement(
                        "a provider that does not tell", Result.PAID, "26.875", List.of(), List.of(), List.of(), 0));
    }

    @ParameterizedTest
    @MethodSource
    void explainsOurBalance(Movement given) {
        Booked attempt = booked("wd_a_1", given.result() == Result.PAID ? PayoutState.PAID : PayoutState.REVERSED);
        Booked old =
                withId(sent(booked("wd_old_1", PayoutState.REVERSED), MIDNIGHT.minus(Duration.ofDays(5))), "id-old");
        Transfer transfer = transfer("wd_a_1", given.result());
        Statement theirs =
                new Statement(List.of(given.fee() == null ? transfer : fee(transfer, given.fee())), given.thatDay());

        Report report = Comparison.of(
                "bank",
                DAY,
                List.of(attempt, old),
                theirs,
                List.of(new Statement(List.of(), given.around())),
                price -> 1_000,
                duty -> 0,
                2);

        assertThat(report.listed()).extracting(Difference::kind).containsExactlyElementsOf(given.found());
        assertThat(report.listed().stream()
                        .mapToLong(Difference::differenceMinor)
                        .sum())
                .isEqualTo(given.sum());
        boolean tells = !given.thatDay().isEmpty() || !given.around().isEmpty();
        assertThat(report.movedMinor())
                .isEqualTo(
                        tells
                                ? given.thatDay().stream()
                                        .mapToLong(Entry::differenceMinor)
                                        .sum()
                                : null);
    }

    /**
     * What the ledger says that the bank kept, and what came back of 5,000.00 that cost 26.88: on the day it was sent, or of a
     * payout of days before, which cost 10.00.
     */
    @ParameterizedTest(name = "kept {0}, {1} came back: unexplained {2}")
    @CsvSource({
        "0, 500000, 0",
        "0, 490000, -10000",
        "10000, 490000, 0",
        "10000, 492688, 0",
        "10000, 489999, -1",
        "10000, 490001, 1",
        "10000, 500000, 10000",
        "500000, 0, 0"
    })
    void explainsWhatTheBankKeptOfAReturn(long kept, long back, long unexplained) {
        Booked attempt = kept(booked("wd_a_1", PayoutState.REVERSED), kept);
        Transfer transfer = fee(transfer("wd_a_1", Result.REVERSED), "26.875");
        List<Entry> moved = List.of(entry("id-wd_a_1", -AMOUNT - 2_688), entry("id-wd_a_1", back));

        Report sameDay = Comparison.of(
                "bank",
                DAY,
                List.of(attempt),
                new Statement(List.of(transfer), moved),
                List.of(),
                price -> 1_000,
                duty -> 0,
                2);
        Booked old = withId(sent(attempt, MIDNIGHT.minus(Duration.ofDays(5))), "id-old");
        long oldBack = back == 492_688 ? 491_000 : back;
        Report later = Comparison.of(
                "bank",
                DAY,
                List.of(old),
                new Statement(List.of(), List.of(entry("id-old", oldBack), entry(null, 5))),
                List.of(),
                price -> 1_000,
                duty -> 0,
                2);

        assertThat(sameDay.listed()).hasSize(unexplained == 0 ? 0 : 1).allSatisfy(found -> assertThat(found.kind())
                .isEqualTo(UNEXPLAINED));
        // The fee went with it; the whole of what came back is named where the day has nothing else of it.
        if (unexplained != 0) {
            assertThat(sameDay.listed().get(0).differenceMinor()).isEqualTo(unexplained - 2_688);
        }
        assertThat(later.listed())
                .extracting(Difference::kind)
                .isEqualTo(unexplained == 0 ? List.of(TOP_UP) : List.of(TOP_UP, UNEXPLAINED));
        assertTotalsAddUp(sameDay);
        assertTotalsAddUp(later);
    }

    /** Of two attempts that came back one may have been returned whole. */
    @Test
    void doesNotKnowOfWhichReturnTheBankKeptIt() {
        Booked one = kept(withId(booked("wd_a_1", PayoutState.REVERSED), "id-1"), 100);
        Booked other = kept(withId(of(one.withdrawalId(), "wd_a_2", PayoutState.REVERSED, "bank"), "id-2"), 100);

        Report report = Comparison.of(
                "bank",
                DAY,
                List.of(one, other),
                new Statement(List.of(), List.of(entry("id-1", AMOUNT), entry("id-2", AMOUNT - 100))),
                List.of(),
                price -> 1_000,
                duty -> 0,
                2);

        assertThat(report.listed()).extracting(Difference::kind).doesNotContain(UNEXPLAINED);
    }

    /** The fee is 1.5 of a currency whose amounts have none, two or three decimals. */
    @ParameterizedTest
    @CsvSource({"0, 2", "2, 150", "3, 1500"})
    void countsInTheDecimalsOfTheCurrency(int decimals, long fee) {
        Report report = Comparison.of(
                "bank",
                DAY,
                List.of(booked("wd_a_1", PayoutState.PAID)),
                new Statement(
                        List.of(fee(transfer("wd_a_1", Result.PAID), "1.5")),
                        List.of(entry("id-wd_a_1", -AMOUNT - fee))),
                List.of(),
                price -> 0,
                duty -> 0,
                decimals);

        assertThat(report.listed()).isEmpty();
    }

    @Test
    void tellsTheProcessOnlyWhatTheProviderCanSettle() {
        Transfer reversed = transfer("wd_a_1", Result.REVERSED);

        assertThat(only(compare(List.of(booked("wd_a_1", PayoutState.PAID)), List.of(reversed)))
                        .claim())
                .contains(Result.REVERSED);
        assertThat(only(compare(
                                List.of(booked("wd_a_1", PayoutState.FAILED)),
                                List.of(transfer("wd_a_1", Result.PAID))))
                        .claim())
                .contains(Result.PAID);
        assertThat(only(compare(
                                List.of(booked("wd_a_1", PayoutState.PAID)),
                                List.of(transfer("wd_a_1", Result.ACCEPTED))))
                        .claim())
                .as("not final")
                .isEmpty();
        assertThat(only(compare(List.of(), List.of(reversed))).claim())
                .as("not ours")
                .isEmpty();
        assertThat(only(compare(List.of(booked("wd_a_1", PayoutState.PAID)), List.of()))
                        .claim())
                .as("nothing there")
                .isEmpty();
        assertThat(only(compare(
                                List.of(booked("wd_a_1", PayoutState.PAID)),
                                List.of(amount(transfer("wd_a_1", Result.PAID), 7))))
                        .claim())
                .as("an amount is not changed by asking")
                .isEmpty();
    }

    /** A day of 10,000 transfers in which some are tampered with in every way there is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsRandomTamperingExactly(long run) {
        long seed = run * 7_919 + 20_261_122;
        var random = new Random(seed);
        var ours = new ArrayList<Booked>();
        var theirs = new ArrayList<Transfer>();
        var entries = new ArrayList<Entry>();
        var expected = new ArrayList<String>();
        int untouched = 0;
        for (int i = 0; i < 10_000; i++) {
            long amount = 10_000 + random.nextInt(10_000_000);
            String fee = List.of("10.75", "26.875", "53.75").get(random.nextInt(3));
            Booked attempt = fee(amount(booked("wd_%05d_1".formatted(i), PayoutState.PAID), amount), fee);
            Transfer transfer = fee(amount(transfer(attempt.reference(), Result.PAID), amount), fee);
            Kind tampering =
                    random.nextInt(50) > 0 ? MATCHED : List.of(Kind.values()).get(3 + random.nextInt(8));
            switch (tampering) {
                case MISSING_HERE -> attempt = null;
                case MISSING_THERE -> transfer = null;
                case AMOUNT_DIFFERS -> transfer = amount(transfer, amount + 1 + random.nextInt(100));
                case STATE_DIFFERS ->
                    transfer = result(transfer, random.nextBoolean() ? Result.REVERSED : Result.FAILED);
                case FEE_DIFFERS -> transfer = fee(transfer, "0.5");
                case PAID_TWICE -> {
                    Transfer again = at(transfer, transfer.providerId() + "-again", NOON.plusSeconds(1));
                    theirs.add(again);
                    entries.add(cost(again));
                }
                case UNEXPLAINED -> entries.add(entry(transfer.providerId(), 1 + random.nextInt(100)));
                case TOP_UP -> entries.add(new Entry(null, 1 + random.nextInt(100), "Top-up", NOON));
                default -> untouched++;
            }
            if (attempt != null) {
                ours.add(attempt);
            }
            if (transfer != null) {
                theirs.add(transfer);
                entries.add(cost(transfer));
            }
            if (tampering != MATCHED) {
                expected.add(tampering + " " + (tampering == TOP_UP ? null : "wd_%05d_1".formatted(i)));
            }
        }
        Collections.shuffle(theirs, random);

        Report report =
                Comparison.of("bank", DAY, ours, new Statement(theirs, entries), List.of(), price -> 0, duty -> 0, 2);

        assertThat(report.listed().stream().map(item -> item.kind() + " " + item.payoutReference()))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(expected);
        Map<Kind, Long> counted = expected.stream()
                .collect(Collectors.groupingBy(each -> Kind.valueOf(each.split(" ")[0]), Collectors.counting()));
        counted.forEach(
                (kind, count) -> assertThat(report.outcomes().get(kind).count()).isEqualTo(count));
        // What was paid twice, topped up or moved without reason matches all the same, once.
        long alsoMatched = expected.stream()
                .filter(each -> each.matches("(PAID_TWICE|TOP_UP|UNEXPLAINED) .*"))
                .count();
        assertThat(report.outcomes().get(MATCHED).count()).isEqualTo(untouched + alsoMatched);
        assertTotalsAddUp(report);
        assertThat(report.movedMinor())
                .isEqualTo(entries.stream().mapToLong(Entry::differenceMinor).sum());
    }

    /** The difference of the totals is the sum of what is listed. */
    private static void assertTotalsAddUp(Report report) {
        assertThat(report.listed().stream()
                        .filter(item -> item.kind() != UNEXPLAINED && item.kind() != TOP_UP)
                        .mapToLong(Difference::differenceMinor)
                        .sum())
                .isEqualTo(report.theirsMinor() - report.oursMinor());
    }

    private static Report compare(List<Booked> ours, List<Transfer> theirs) {
        return Comparison.of(
                "bank", DAY, ours, new Statement(theirs, List.of()), List.of(none()), price -> 0, duty -> 0, 2);
    }

    private static Difference only(Report report) {
        assertThat(report.listed()).hasSize(1);
        return report.listed().get(0);
    }

    private static Statement day(Transfer... transfers) {
        return new Statement(List.of(transfers), List.of());
    }

    private static Statement none() {
        return day();
    }

    private static Booked booked(String reference, PayoutState state) {
        return of(UUID.randomUUID(), reference, state, "bank");
    }

    private static Booked of(UUID withdrawal, String reference, PayoutState state, String provider) {
        return new Booked(withdrawal, "WTH-A", provider, reference, null, AMOUNT, null, state, true, NOON, 0);
    }

    private static Booked sent(Booked b, Instant at) {
        return new Booked(
                b.withdrawalId(),
                b.withdrawal(),
                b.provider(),
                b.reference(),
                b.providerId(),
                b.amountMinor(),
                b.fee(),
                b.state(),
                b.inLedger(),
                at,
                b.keptMinor());
    }

    private static Booked kept(Booked b, long minor) {
        return new Booked(
                b.withdrawalId(),
                b.withdrawal(),
                b.provider(),
                b.reference(),
                b.providerId(),
                b.amountMinor(),
                b.fee(),
                b.state(),
                b.inLedger(),
                b.sentAt(),
                minor);
    }

    private static Booked withId(Booked b, String id) {
        return new Booked(
                b.withdrawalId(),
                b.withdrawal(),
                b.provider(),
                b.reference(),
                id,
                b.amountMinor(),
                b.fee(),
                b.state(),
                b.inLedger(),
                b.sentAt(),
                b.keptMinor());
    }

    private static Booked notInLedger(Booked b) {
        return new Booked(
                b.withdrawalId(),
                b.withdrawal(),
                b.provider(),
                b.reference(),
                b.providerId(),
                b.amountMinor(),
                b.fee(),
                b.state(),
                false,
                b.sentAt(),
                b.keptMinor());
    }

    private static Booked fee(Booked b, String fee) {
        return new Booked(
                b.withdrawalId(),
                b.withdrawal(),
                b.provider(),
                b.reference(),
                b.providerId(),
                b.amountMinor(),
                new BigDecimal(fee),
                b.state(),
                b.inLedger(),
                b.sentAt(),
                b.keptMinor());
    }

    private static Booked amount(Booked b, long minor) {
        return new Booked(
                b.withdrawalId(),
                b.withdrawal(),
                b.provider(),
                b.reference(),
                b.providerId(),
                minor,
                b.fee(),
                b.state(),
                b.inLedger(),
                b.sentAt(),
                b.keptMinor());
    }

    private static Transfer transfer(String reference, Result result) {
        return new Transfer(reference, "id-" + reference, AMOUNT, null, result, NOON);
    }

    private static Transfer at(Transfer t, String id, Instant at) {
        return new Transfer(t.reference(), id, t.amountMinor(), t.fee(), t.result(), at);
    }

    private static Transfer amount(Transfer t, long minor) {
        return new Transfer(t.reference(), t.providerId(), minor, t.fee(), t.result(), t.createdAt());
    }

    private static Transfer fee(Transfer t, String fee) {
        return new Transfer(
                t.reference(), t.providerId(), t.amountMinor(), new BigDecimal(fee), t.result(), t.createdAt());
    }

    private static Transfer result(Transfer t, Result result) {
        return new Transfer(t.reference(), t.providerId(), t.amountMinor(), t.fee(), result, t.createdAt());
    }

    private static Entry entry(String id, long minor) {
        return new Entry(id, minor, "Transfer", NOON);
    }

    private static Entry cost(Transfer t) {
        long fee = t.fee().movePointRight(2).setScale(0, RoundingMode.HALF_UP).longValueExact();
        return entry(t.providerId(), -t.amountMinor() - fee);
    }
}
