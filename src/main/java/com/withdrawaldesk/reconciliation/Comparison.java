package com.withdrawaldesk.reconciliation;

import com.withdrawaldesk.payout.PayoutState;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.payout.Statement;
import com.withdrawaldesk.payout.Statement.Entry;
import com.withdrawaldesk.payout.Statement.Transfer;
import com.withdrawaldesk.payout.Statement.Unreadable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares our books with a provider's statement of one day. A payout belongs to the day on which the provider has it, and to
 * ours when the provider has nothing of it; the statements of the days around tell which, so that nothing is missed or
 * reported falsely at midnight. It asks nobody: all it knows is given to it.
 */
final class Comparison {

    private static final Comparator<Transfer> OLDEST_FIRST =
            Comparator.comparing(Transfer::createdAt, Comparator.nullsLast(Comparator.naturalOrder()));

    private final String provider;
    private final Statement statement;
    private final List<Entry> entriesAround;
    private final List<Unreadable> unreadableAround;
    private final LongUnaryOperator price;
    private final LongUnaryOperator duty;
    private final int decimals;
    private final List<Transfer> ofTheDay;
    private final Map<String, List<Transfer>> theirs;
    private final Map<String, Booked> ours;
    private final Map<UUID, List<Booked>> ofWithdrawal;
    private final List<Booked> sentThatDay;

    private final Map<Kind, Report.Tally> outcomes = new EnumMap<>(Kind.class);
    private final List<Difference> listed = new ArrayList<>();
    private long oursMinor;
    private long theirsMinor;

    private Comparison(
            String provider,
            Period sent,
            Collection<Booked> booked,
            Statement statement,
            Collection<Statement> around,
            LongUnaryOperator price,
            LongUnaryOperator duty,
            int decimals) {
        this.provider = provider;
        this.statement = statement;
        this.price = price;
        this.duty = duty;
        this.decimals = decimals;
        this.ofTheDay = distinct(statement.transfers().stream());
        this.theirs =
                distinct(Stream.concat(Stream.of(statement), around.stream())
                                .flatMap(each -> each.transfers().stream()))
                        .stream()
                        .collect(Collectors.groupingBy(Transfer::reference));
        this.entriesAround = Stream.concat(Stream.of(statement), around.stream())
                .flatMap(each -> each.entries().stream())
                .toList();
        this.unreadableAround = Stream.concat(Stream.of(statement), around.stream())
                .flatMap(each -> each.unreadable().stream())
                .toList();
        this.ours = booked.stream().collect(Collectors.toMap(Booked::reference, each -> each));
        this.ofWithdrawal = booked.stream().collect(Collectors.groupingBy(Booked::withdrawalId));
        this.sentThatDay = booked.stream()
                .filter(each -> each.provider().equals(provider) && sent.contains(each.sentAt()))
                .toList();
    }

    /** From the first moment to before the second. */
    record Period(Instant from, Instant until) {

        boolean contains(Instant moment) {
            return moment != null && !moment.isBefore(from) && moment.isBefore(until);
        }
    }

    /**
     * @param sent of the attempts sent in this time the provider must know something
     * @param booked our attempts of this time and those that the statement names, with all others of their withdrawals
     * @param around the statements of the day before and the day after
     * @param price the provider's published fee for an amount, both in kobo; used where it did not say what it charged
     * @param duty what the law has a bank take besides for an amount, both in kobo; whether a provider takes it from our balance
     *     with the transfer is not documented, so both are right
     * @param decimals of the currency
     */
    static Report of(
            String provider,
            Period sent,
            Collection<Booked> booked,
            Statement statement,
            Collection<Statement> around,
            LongUnaryOperator price,
            LongUnaryOperator duty,
            int decimals) {
        return new Comparison(provider, sent, booked, statement, around, price, duty, decimals).report();
    }

    private Report report() {
        ofTheDay.forEach(this::compare);
        statement.unreadable().forEach(this::unreadable);
        Set<String> unread =
                unreadableAround.stream().map(Unreadable::reference).collect(Collectors.toSet());
        sentThatDay.stream()
                .filter(attempt -> !theirs.containsKey(attempt.reference()) && !unread.contains(attempt.reference()))
                .forEach(this::unknownThere);
        // A provider that told of no change around a day on which it paid does not tell at all.
        Long moved = null;
        if (!entriesAround.isEmpty()) {
            moved = statement.entries().stream()
                    .mapToLong(Entry::differenceMinor)
                    .sum();
            explainTransfers();
            explainEntries();
        }
        return new Report(outcomes, listed, oursMinor, theirsMinor, moved);
    }

    private void compare(Transfer transfer) {
        theirsMinor += paidMinor(transfer);
        if (transfer != first(transfer.reference())) {
            if (mayHavePaid(transfer)) {
                list(
                        Kind.PAID_TWICE,
                        transfer,
                        ours.get(transfer.reference()),
                        paidMinor(transfer),
                        "The provider has this reference more than once.");
            }
            return;
        }
        Booked attempt = ours.get(transfer.reference());
        boolean ordered = attempt != null && attempt.provider().equals(provider);
        oursMinor += ordered ? attempt.paidMinor() : 0;
        long difference = paidMinor(transfer) - (ordered ? attempt.paidMinor() : 0);
        int before = listed.size();
        if (attempt != null && transfer.result() == Result.PAID && paidOtherwise(attempt, ordered)) {
            list(Kind.PAID_TWICE, transfer, attempt, difference, "Another attempt of this withdrawal was paid, too.");
        } else if (!ordered) {
            String detail = attempt == null
                    ? "We know nothing of this transfer."
                    : "We ordered this from " + attempt.provider() + ".";
            list(Kind.MISSING_HERE, transfer, attempt, difference, detail);
        } else if (!agree(attempt, transfer.result())) {
            list(
                    Kind.STATE_DIFFERS,
                    transfer,
                    attempt,
                    difference,
                    "We say " + attempt.stateInWords() + ", the provider says " + word(transfer.result()) + ".");
        }
        if (ordered && attempt.amountMinor() != transfer.amountMinor()) {
            list(
                    Kind.AMOUNT_DIFFERS,
                    transfer,
                    attempt,
                    listed.size() == before ? difference : 0,
                    "The amounts are not the same.");
        }
        if (ordered && transfer.result() == Result.PAID && differ(attempt.fee(), transfer.fee())) {
            list(Kind.FEE_DIFFERS, transfer, attempt, 0, "The fee is not the one that we were told before.");
        }
        if (listed.size() == before) {
            count(attempt.state().conclusive() ? Kind.MATCHED : Kind.OPEN, attempt.amountMinor());
        }
    }

    /** The transfer that stands for this reference: the oldest that may have paid, or the last of those that did not. */
    private Transfer first(String reference) {
        List<Transfer> all = theirs.get(reference);
        return all.stream().filter(Comparison::mayHavePaid).min(OLDEST_FIRST).orElseGet(() -> all.stream()
                .max(OLDEST_FIRST)
                .orElseThrow());
    }

    private static boolean mayHavePaid(Transfer transfer) {
        return transfer.result() != Result.FAILED && transfer.result() != Result.REVERSED;
    }

    /** Whether the withdrawal was paid by something else than this transfer: then the bank account was paid twice. */
    private boolean paidOtherwise(Booked attempt, boolean ordered) {
        if (ordered && attempt.state() != PayoutState.FAILED) {
            return false;
        }
        return ofWithdrawal.get(attempt.withdrawalId()).stream()
                .anyMatch(each -> each.isPaid() || !each.reference().equals(attempt.reference()) && isPaidThere(each));
    }

    private boolean isPaidThere(Booked attempt) {
        return theirs.getOrDefault(attempt.reference(), List.of()).stream()
                .anyMatch(transfer -> transfer.result() == Result.PAID);
    }

    private static boolean agree(Booked attempt, Result result) {
        return switch (result) {
            case PAID -> attempt.isPaid() && attempt.inLedger();
            case FAILED, REVERSED -> attempt.isBack() && attempt.inLedger();
            case ACCEPTED, UNKNOWN ->
                switch (attempt.state()) {
                    case SENDING, SENT, UNKNOWN, REVIEW -> true;
                    default -> false;
                };
            default -> attempt.state() == PayoutState.REVIEW;
        };
    }

    /** Somebody has to look at it; whatever else the day has is compared without it. */
    private void unreadable(Unreadable row) {
        Booked attempt = row.reference() == null ? null : ours.get(row.reference());
        listed.add(new Difference(
                Kind.UNEXPLAINED,
                row.reference(),
                attempt == null ? null : attempt.withdrawal(),
                row.providerId(),
                attempt == null ? null : attempt.stateInWords(),
                null,
                attempt == null ? null : attempt.amountMinor(),
                null,
                attempt == null ? null : attempt.fee(),
                null,
                0,
                "The provider's row cannot be compared. " + row.why()));
        count(Kind.UNEXPLAINED, attempt == null ? 0 : attempt.amountMinor());
    }

    private void unknownThere(Booked attempt) {
        switch (attempt.state()) {
            case PAID, REVERSED, SENT, REVIEW -> {
                oursMinor += attempt.paidMinor();
                list(
                        Kind.MISSING_THERE,
                        null,
                        attempt,
                        -attempt.paidMinor(),
                        "We say " + attempt.stateInWords() + ", the provider has nothing of it.");
            }
            case SENDING, UNKNOWN, HELD -> count(Kind.OPEN, attempt.amountMinor());
            default -> {
                // Never sent, or refused before anything was created: nothing is missing.
            }
        }
    }

    /** Each transfer of the day took its amount and fee from our balance; what was not paid may have come back. */
    private void explainTransfers() {
        Map<String, Long> moved = entriesAround.stream()
                .filter(entry -> entry.providerId() != null)
                .collect(Collectors.groupingBy(Entry::providerId, Collectors.summingLong(Entry::differenceMinor)));
        for (Transfer transfer : ofTheDay) {
            Booked attempt = ours.get(transfer.reference());
            long fee = feeMinor(transfer, attempt);
            long cost = transfer.amountMinor() + fee;
            long net = moved.getOrDefault(transfer.providerId(), 0L);
            // What came back may be on another day.
            boolean explained = net == -cost
                    || net == -cost - duty.applyAsLong(transfer.amountMinor())
                    || !mayHavePaid(transfer) && isReturn(net + cost, transfer.amountMinor(), fee, attempt);
            if (!explained) {
                long expected = mayHavePaid(transfer) ? -cost : attempt == null ? 0 : -attempt.keptMinor();
                list(
                        Kind.UNEXPLAINED,
                        transfer,
                        attempt,
                        net - expected,
                        "Our balance changed by another amount than that of the transfer and its fee.");
            }
        }
    }

    /** Changes of the day that belong to no transfer of these days. */
    private void explainEntries() {
        Set<String> explained = Stream.concat(
                        theirs.values().stream().flatMap(List::stream).map(Transfer::providerId),
                        unreadableAround.stream().map(Unreadable::providerId))
                .collect(Collectors.toSet());
        Map<String, Booked> byId = new HashMap<>();
        ours.values().stream()
                .filter(each -> each.providerId() != null)
                .forEach(each -> byId.put(each.providerId(), each));
        Map<String, List<Entry>> older = new LinkedHashMap<>();
        for (Entry entry : statement.entries()) {
            if (entry.providerId() == null) {
                Kind kind = entry.differenceMinor() > 0 ? Kind.TOP_UP : Kind.UNEXPLAINED;
                listEntry(kind, null, null, entry.differenceMinor(), "Not of a transfer: " + reason(entry));
            } else if (!explained.contains(entry.providerId())) {
                older.computeIfAbsent(entry.providerId(), id -> new ArrayList<>())
                        .add(entry);
            }
        }
        older.forEach((id, entries) -> {
            long net = entries.stream().mapToLong(Entry::differenceMinor).sum();
            Booked attempt = byId.get(id);
            if (attempt == null
                    || !attempt.isBack()
                    || !isReturn(net, attempt.amountMinor(), feeMinor(attempt.fee(), attempt.amountMinor()), attempt)) {
                listEntry(
                        Kind.UNEXPLAINED, id, attempt, net, "Of a transfer of another day: " + reason(entries.get(0)));
            }
        });
    }

    private static String reason(Entry entry) {
        return entry.reason() == null ? "the provider gives no reason." : entry.reason();
    }

    /**
     * Whether this is what a transfer brought back: its amount, with its fee or without, less what the ledger says that the bank
     * kept. Of which attempt it kept that is known where one came back.
     */
    private boolean isReturn(long back, long amount, long fee, Booked attempt) {
        long kept = attempt == null ? 0 : attempt.keptMinor();
        boolean whole = kept == 0
                || ofWithdrawal.get(attempt.withdrawalId()).stream()
                                .filter(each -> each.state() == PayoutState.REVERSED)
                                .count()
                        > 1;
        return Stream.of(amount, amount + fee).anyMatch(sum -> back == sum - kept || whole && back == sum);
    }

    private long feeMinor(Transfer transfer, Booked attempt) {
        BigDecimal known = transfer.fee() == null && attempt != null ? attempt.fee() : transfer.fee();
        return feeMinor(known, transfer.amountMinor());
    }

    private long feeMinor(BigDecimal known, long amountMinor) {
        return known == null
                ? price.applyAsLong(amountMinor)
                : known.movePointRight(decimals)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
    }

    private static boolean differ(BigDecimal one, BigDecimal other) {
        return one != null && other != null && one.compareTo(other) != 0;
    }

    private static long paidMinor(Transfer transfer) {
        return transfer.result() == Result.PAID ? transfer.amountMinor() : 0;
    }

    /** Either side is null where it has nothing. */
    private void list(Kind kind, Transfer transfer, Booked attempt, long difference, String detail) {
        listed.add(new Difference(
                kind,
                transfer == null ? attempt.reference() : transfer.reference(),
                attempt == null ? null : attempt.withdrawal(),
                transfer == null ? attempt.providerId() : transfer.providerId(),
                attempt == null ? null : attempt.stateInWords(),
                transfer == null ? null : word(transfer.result()),
                attempt == null ? null : attempt.amountMinor(),
                transfer == null ? null : transfer.amountMinor(),
                attempt == null ? null : attempt.fee(),
                transfer == null ? null : transfer.fee(),
                difference,
                detail));
        count(kind, attempt == null ? transfer.amountMinor() : attempt.amountMinor());
    }

    private void listEntry(Kind kind, String providerId, Booked attempt, long net, String detail) {
        listed.add(new Difference(
                kind,
                attempt == null ? null : attempt.reference(),
                attempt == null ? null : attempt.withdrawal(),
                providerId,
                attempt == null ? null : attempt.stateInWords(),
                null,
                attempt == null ? null : attempt.amountMinor(),
                null,
                attempt == null ? null : attempt.fee(),
                null,
                net,
                detail));
        count(kind, Math.abs(net));
    }

    private void count(Kind kind, long amountMinor) {
        outcomes.merge(kind, new Report.Tally(1, amountMinor), Report.Tally::plus);
    }

    private static String word(Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }

    /** A list that is cut to pages while it grows may show a transfer twice; that is no second transfer. */
    private static List<Transfer> distinct(Stream<Transfer> transfers) {
        Set<String> seen = new HashSet<>();
        return transfers
                .filter(each -> each.providerId() == null || seen.add(each.providerId()))
                .toList();
    }
}
