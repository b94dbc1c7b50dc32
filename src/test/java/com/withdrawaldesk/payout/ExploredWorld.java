package com.withdrawaldesk.payout;

import com.withdrawaldesk.payout.Attempts.Late;
import com.withdrawaldesk.payout.Attempts.Verdict;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.SimpleTransactionStatus;

/**
 * One approved withdrawal, what the desk knows of it, where its process waits, and what is true at two banks. The desk's part is
 * the code that runs in production, on a list instead of a table; the process is that of the diagram. Worlds are copied, never
 * changed by a step.
 */
final class ExploredWorld {

    private static final UUID ID = new UUID(0, 1);
    private static final Money AMOUNT = Money.of(CurrencyUnit.of("NGN"), 5000);
    private static final Instant START = Instant.parse("2026-11-30T08:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private static final PayoutProperties RULES = rules("first", "second");

    private static final PayoutProperties WITHOUT_THE_FIRST = rules("second");

    private static PayoutProperties rules(String... providers) {
        return new PayoutProperties(
                List.of(providers),
                null,
                null,
                List.of(Duration.ofMinutes(1)),
                Duration.ofMinutes(12),
                Duration.ofMinutes(6),
                0,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                BigDecimal.valueOf(1_000_000),
                WINDOW,
                2,
                Duration.ofMinutes(1),
                AMOUNT.getCurrencyUnit(),
                Duration.ofMinutes(1),
                Duration.ofSeconds(3));
    }

    /** Where the process is. */
    private enum Place {
        SEND,
        CHECK,
        WAITS_TO_SEND,
        WAITS_FOR_RESULT,
        INVESTIGATION,
        SETTLED,
        REFUNDED,
        REVERSED
    }

    private enum Truth {
        PENDING,
        PAID,
        FAILED,
        REVERSED
    }

    /** What may go wrong with a call that creates a transfer. */
    private enum Sending {
        HONEST,
        PAID_AT_ONCE,
        CREATED_AND_UNHEARD,
        LOST,
        NEVER_LEFT,
        SHORT,
        SHORT_BUT_CREATED,
        TURNED_AWAY,
        REFUSED,
        DIES_BEFORE,
        DIES_AFTER
    }

    /** What may go wrong with a question. */
    private enum Asking {
        HONEST,
        SILENT,
        NOT_FOUND_YET,
        OVERTAKEN,
        DIES_AFTER
    }

    /** Something that can happen next. */
    record Action(String name, Consumer<ExploredWorld> what) {}

    private static final class Transfer {
        private final String provider;
        private final String account;
        private Truth truth;
        private boolean everPaid;
        private boolean untold;
        private final Instant since;

        private Transfer(
                String provider, String account, Truth truth, boolean everPaid, boolean untold, Instant since) {
            this.provider = provider;
            this.account = account;
            this.truth = truth;
            this.everPaid = everPaid;
            this.untold = untold;
            this.since = since;
        }

        private Transfer copy() {
            return new Transfer(provider, account, truth, everPaid, untold, since);
        }

        /** The bank tells of it once, at any time from now on. */
        private void become(Truth next) {
            truth = next;
            everPaid |= next == Truth.PAID;
            untold = true;
        }
    }

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Death() {
            super("died", null, false, false);
        }
    }

    private final List<PayoutAttempt> rows = new ArrayList<>();
    private final Map<String, Transfer> transfers = new TreeMap<>();
    private final List<String> story = new ArrayList<>();
    private Instant now = START;
    private Place place = Place.SEND;
    private boolean settled;
    private int owed;
    private boolean lateAsked = true;
    private int faults = 3;
    private int changes = 2;
    private boolean empty;
    private boolean frozen;
    private boolean moved;
    private boolean gone;
    private Sending sending = Sending.HONEST;
    private Asking asking = Asking.HONEST;
    private String violation;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final ExploredRepository repository = new ExploredRepository(rows, () -> frozen);
    private Payouts payouts;
    private PayoutCalls calls;

    /** The desk as it starts with the providers that are configured now. */
    private void start() {
        PayoutProperties rules = gone ? WITHOUT_THE_FIRST : RULES;
        var choices = new ProviderChoice(
                repository,
                rules,
                gone ? List.of(new ModelBank("second")) : List.of(new ModelBank("first"), new ModelBank("second")),
                (provider, amount, bankCode, cover) ->
                        (provider.equals("first") ? 0 : 1) + (cover.equals("enough") ? 0 : 2),
                clock);
        payouts = new Payouts(repository, rules, choices, new NoProofs(), null, clock);
        calls = new PayoutCalls(repository, rules, choices, new SilentAlarms(), clock, new NoTransactions());
    }

    ExploredWorld() {
        start();
        payouts.prepare(ID, AMOUNT, false);
    }

    private ExploredWorld(ExploredWorld other) {
        other.rows.forEach(row -> rows.add(ExploredRepository.copy(row)));
        other.transfers.forEach((reference, transfer) -> transfers.put(reference, transfer.copy()));
        story.addAll(other.story);
        now = other.now;
        place = other.place;
        settled = other.settled;
        owed = other.owed;
        lateAsked = other.lateAsked;
        faults = other.faults;
        changes = other.changes;
        empty = other.empty;
        frozen = other.frozen;
        moved = other.moved;
        gone = other.gone;
        start();
    }

    String violation() {
        return violation;
    }

    List<String> story() {
        return story;
    }

    ExploredWorld after(Action action) {
        var next = new ExploredWorld(this);
        next.story.add(action.name());
        next.run(action);
        return next;
    }

    private void run(Action action) {
        try {
            action.what().accept(this);
        } catch (Death died) {
            // The job is repeated.
        }
        sending = Sending.HONEST;
        asking = Asking.HONEST;
    }

    /**
     * What depends on nothing but the {@link #key}, so that it is asked once of each.
     *
     * @param ending what is known to end when nothing more goes wrong; is added to
     */
    void judge(Set<UUID> ending) {
        if (violation == null && ended()) {
            audit();
        } else if (violation == null) {
            requireAnEnd(ending);
        }
    }

    List<Action> actions() {
        var actions = new ArrayList<Action>();
        switch (place) {
            case SEND, CHECK -> calls(actions);
            case WAITS_TO_SEND, WAITS_FOR_RESULT -> actions.add(new Action("time passes", ExploredWorld::timePasses));
            case INVESTIGATION -> operators(actions);
            default -> {
                if (!lateAsked) {
                    for (Asking way : Asking.values()) {
                        if (way == Asking.HONEST || faults > 0) {
                            actions.add(
                                    new Action("asks late, " + way, world -> world.with(null, way, world::askLate)));
                        }
                    }
                } else if (late() == Late.CONTRADICTED) {
                    actions.add(new Action("two people find out", ExploredWorld::find));
                }
            }
        }
        if (!ended()) {
            actions.add(new Action("emergency refund", ExploredWorld::refundInEmergency));
        }
        transfers.forEach((reference, transfer) -> banks(actions, reference, transfer));
        // Only where nothing is with a bank: what is on its way already no stop calls back.
        if (frozen ? !ended() : faults > 1 && (place == Place.SEND || place == Place.WAITS_TO_SEND)) {
            actions.add(new Action(frozen ? "it is unfrozen" : "the wallet is frozen", ExploredWorld::freezeOrNot));
        }
        boolean handedOver = rows.stream().anyMatch(PayoutAttempt::mayExist);
        if (faults > 0 && handedOver && !moved && !gone) {
            actions.add(new Action("our account at the first bank is another one", world -> {
                world.faults--;
                world.moved = true;
            }));
        }
        if (gone || faults > 0 && handedOver) {
            actions.add(
                    new Action(gone ? "the first bank is back" : "the first bank is gone", ExploredWorld::leaveOrNot));
        }
        if (faults > 0 && !ended()) {
            actions.add(new Action("the first bank has no money of ours", world -> {
                world.faults--;
                world.empty = true;
            }));
        }
        return actions;
    }

    /** What waited because of it goes on by itself. */
    private void freezeOrNot() {
        frozen = !frozen;
        faults -= frozen ? 2 : 0;
        if (!frozen && place == Place.WAITS_TO_SEND) {
            place = Place.SEND;
        }
    }

    private void leaveOrNot() {
        gone = !gone;
        faults -= gone ? 1 : 0;
        start();
    }

    private void calls(List<Action> actions) {
        for (Sending way : Sending.values()) {
            if (way == Sending.HONEST || faults > 0) {
                actions.add(new Action(place + ", sending " + way, world -> world.with(way, null, world::doJob)));
            }
        }
        for (Asking way : Asking.values()) {
            if (way != Asking.HONEST && faults > 0 && !transfers.isEmpty()) {
                actions.add(new Action(place + ", asking " + way, world -> world.with(null, way, world::doJob)));
            }
        }
    }

    private void with(Sending send, Asking ask, Runnable job) {
        sending = send == null ? Sending.HONEST : send;
        asking = ask == null ? Asking.HONEST : ask;
        if (sending != Sending.HONEST || asking != Asking.HONEST) {
            faults--;
        }
        job.run();
    }

    private void banks(List<Action> actions, String reference, Transfer transfer) {
        Truth truth = transfer.truth;
        for (Truth next : Truth.values()) {
            boolean ordinary = truth == Truth.PENDING && (next == Truth.PAID || next == Truth.FAILED);
            boolean changed = changes > 0 && truth != Truth.PENDING && next != Truth.PENDING && next != truth;
            if (ordinary || changed) {
                actions.add(new Action(reference.charAt(reference.length() - 1) + " becomes " + next, world -> {
                    world.transfers.get(reference).become(next);
                    world.changes -= ordinary ? 0 : 1;
                }));
            }
        }
        if (transfer.untold) {
            actions.add(new Action(
                    "hint about " + reference.charAt(reference.length() - 1), world -> world.hear(reference)));
        }
    }

    private void operators(List<Action> actions) {
        actions.add(new Action("operators ask again", world -> world.place = Place.CHECK));
        String last = attempts().last().reference();
        if (transfers.containsKey(last) && transfers.get(last).truth == Truth.PAID) {
            actions.add(new Action("operators find it paid", world -> {
                world.payouts.recordPaid(last, "seen", "BANK-1");
                world.found();
            }));
        }
        if (transfers.values().stream().noneMatch(ExploredWorld::mayBePaid)) {
            actions.add(new Action("operators find it not paid", world -> {
                world.payouts.recordUnpaid(last, "no record");
                world.found();
            }));
        }
    }

    /** What two people found counts as far as no provider contradicts it; otherwise all are asked again. */
    private void found() {
        switch (attempts().verdict(now, RULES)) {
            case PAID -> settle();
            case FAILED -> refund();
            default -> place = Place.CHECK;
        }
    }

    private void timePasses() {
        Duration wait = attempts().nextTry(now, RULES, 1).orElseThrow();
        now = now.plus(wait);
        place = place == Place.WAITS_TO_SEND ? Place.SEND : Place.CHECK;
    }

    private void doJob() {
        if (place == Place.SEND) {
            calls.send(order());
        } else {
            calls.check(order());
        }
        goOn();
    }

    /** The gateways of the diagram. */
    private void goOn() {
        PayoutAttempt last = attempts().last();
        if (attempts().verdict(now, RULES) == Verdict.FAILED && payouts.canFailOver(last, AMOUNT, "058")) {
            payouts.prepareAgain(last);
        }
        switch (attempts().verdict(now, RULES)) {
            case UNSENT -> place = Place.WAITS_TO_SEND;
            case PAID -> settle();
            case FAILED -> refund();
            case OPEN ->
                place = attempts().nextTry(now, RULES, 1).isPresent() ? Place.WAITS_FOR_RESULT : Place.INVESTIGATION;
        }
    }

    private void settle() {
        place = Place.SETTLED;
        settled = true;
        owed = (int) attempts().timesPaid() - 1;
        if (transfers.values().stream().noneMatch(transfer -> transfer.everPaid)) {
            violation = "settled what nobody paid";
        }
    }

    private void refund() {
        place = Place.REFUNDED;
        if (transfers.values().stream().anyMatch(ExploredWorld::mayBePaid)) {
            violation = "refunded what is or may be paid";
        }
    }

    private void refundInEmergency() {
        boolean denied = attempts().handedOver().stream().allMatch(attempt -> {
            Result said = calls.ask(attempt, order().under(attempt.reference())).result();
            return attempt.state() != PayoutState.PAID
                    && attempt.state() != PayoutState.REVIEW
                    && (said == Result.FAILED
                            || said == Result.REVERSED
                            || said == Result.NOT_FOUND && (attempt.refused() || attempt.sends() == 0));
        });
        boolean quiet = attempts().all().stream().noneMatch(attempt -> attempt.state() == PayoutState.SENDING);
        if (denied && quiet && attempts().all().stream().noneMatch(attempt -> attempt.state() == PayoutState.PAID)) {
            attempts().all().stream()
                    .filter(attempt -> !attempt.state().conclusive())
                    .forEach(attempt -> payouts.end(attempt.reference(), "emergency"));
            refund();
        }
    }

    /** What the desk does with a hint, as its process is told. */
    private void hear(String reference) {
        PayoutAttempt attempt = payouts.lock(reference).orElseThrow();
        transfers.get(reference).untold = false;
        if (ended()
                && lateAsked
                && attempt.state().name().equals(transfers.get(reference).truth.name())) {
            return;
        }
        attempt.hint();
        switch (place) {
            case WAITS_FOR_RESULT, INVESTIGATION -> place = Place.CHECK;
            case WAITS_TO_SEND -> place = Place.SEND;
            case SETTLED, REFUNDED, REVERSED -> lateAsked = false;
            default -> {
                // Whoever works on it finds the hint.
            }
        }
    }

    private void askLate() {
        Attempts before = attempts();
        boolean answered = true;
        for (PayoutAttempt attempt : before.handedOver()) {
            boolean answers = calls.canAsk(attempt);
            if (answers || !attempt.isClear()) {
                Outcome said = calls.askAbout(attempt, order().under(attempt.reference()));
                answered &= !answers || !said.withoutAnswer();
            }
        }
        if (!answered || attempts().hintedSince(before)) {
            return; // It is repeated.
        }
        lateAsked = true;
        book();
    }

    /** What the diagram of late results does without people. */
    private void book() {
        for (Late late = late(); late != Late.KNOWN && late != Late.CONTRADICTED; late = late()) {
            switch (late) {
                case SENT_BACK -> {
                    settled = false;
                    place = Place.REVERSED;
                }
                case PAID_AFTER_ALL -> owed++;
                default -> owed--;
            }
        }
    }

    /** Two people look where the money of the contradicted payout is. */
    private void find() {
        PayoutAttempt attempt = attempts().contradicted().orElseThrow();
        Transfer transfer = transfers.get(attempt.reference());
        payouts.recordFound(attempt.reference(), transfer != null && transfer.truth == Truth.PAID);
        book();
    }

    private Late late() {
        return attempts().late(settled, owed);
    }

    /** When everything is told, asked and found out by people where a provider contradicts itself, the books say what is true. */
    private void audit() {
        var rest = new ExploredWorld(this);
        rest.transfers.keySet().stream()
                .filter(reference -> rest.transfers.get(reference).untold)
                .forEach(rest::hear);
        if (!rest.lateAsked) {
            rest.askLate();
        }
        long paid = rest.transfers.values().stream()
                .filter(transfer -> transfer.truth == Truth.PAID)
                .count();
        for (int found = 0; found < 3 && rest.late() == Late.CONTRADICTED; found++) {
            rest.find();
        }
        int booked = (rest.settled ? 1 : 0) + rest.owed;
        if (paid != booked) {
            violation = "paid " + paid + " times, in the books " + booked + " times, and nobody knows";
        }
    }

    /** When nothing more goes wrong, it ends or comes to people, within its bounds. */
    private void requireAnEnd(Set<UUID> ending) {
        var rest = new ExploredWorld(this);
        rest.frozen = false;
        rest.faults = 0;
        rest.changes = 0;
        var way = new ArrayList<UUID>();
        for (int steps = 0; !rest.ended() && rest.place != Place.INVESTIGATION; steps++) {
            if (steps > 60) {
                violation = "waits for ever at " + rest.place;
                return;
            }
            rest.transfers.values().stream()
                    .filter(transfer -> transfer.truth == Truth.PENDING)
                    .forEach(transfer -> transfer.become(Truth.PAID));
            UUID here = rest.hash();
            if (ending.contains(here)) {
                break;
            }
            way.add(here);
            if (rest.place == Place.SEND || rest.place == Place.CHECK) {
                rest.doJob();
            } else {
                rest.timePasses();
            }
        }
        if (rest.violation == null) {
            ending.addAll(way);
        } else {
            violation = rest.violation + ", when nothing more goes wrong";
        }
    }

    private boolean ended() {
        return place == Place.SETTLED || place == Place.REFUNDED || place == Place.REVERSED;
    }

    private static boolean mayBePaid(Transfer transfer) {
        return transfer.truth == Truth.PENDING || transfer.truth == Truth.PAID;
    }

    private Attempts attempts() {
        return payouts.all(ID);
    }

    private PayoutOrder order() {
        return new PayoutOrder(attempts().last().reference(), AMOUNT, "Bank", "058", "0123456789", "Somebody");
    }

    /** What makes worlds differ that can go on differently. */
    private String key() {
        var key = new StringBuilder()
                .append(place)
                .append(settled)
                .append(owed)
                .append(lateAsked)
                .append(faults)
                .append(changes)
                .append(empty)
                .append(frozen)
                .append(moved)
                .append(gone);
        rows.forEach(row -> key.append('|').append(ExploredRepository.describe(row, now, RULES)));
        transfers.forEach((reference, transfer) -> key.append('|')
                .append(reference.charAt(reference.length() - 1))
                .append(transfer.account)
                .append(transfer.truth)
                .append(transfer.everPaid)
                .append(transfer.untold)
                .append(isFresh(transfer)));
        return key.toString();
    }

    /** Of the {@link #key}, which would take more room than all worlds. */
    UUID hash() {
        return UUID.nameUUIDFromBytes(key().getBytes(StandardCharsets.UTF_8));
    }

    private boolean isFresh(Transfer transfer) {
        return now.isBefore(transfer.since.plus(WINDOW));
    }

    /** A bank that never pays one reference twice and says the truth, unless something is to go wrong. */
    private final class ModelBank implements PayoutProvider {

        private final String name;

        private ModelBank(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String account() {
            return moved && name.equals("first") ? "another" : "ours";
        }

        private boolean knows(String reference) {
            Transfer transfer = transfers.get(reference);
            return transfer != null && transfer.provider.equals(name) && transfer.account.equals(account());
        }

        @Override
        public Outcome send(PayoutOrder order) {
            Sending way = sending;
            sending = Sending.HONEST;
            switch (way) {
                case DIES_BEFORE -> throw new Death();
                case LOST -> {
                    return Outcome.of(Result.UNKNOWN, "lost");
                }
                case NEVER_LEFT -> {
                    return Outcome.of(Result.LATER, "not reached").beforeTheTransfer();
                }
                case SHORT -> {
                    return Outcome.of(Result.SHORT, "too little");
                }
                case TURNED_AWAY -> {
                    return Outcome.of(Result.MISCONFIGURED, "refused key");
                }
                case REFUSED -> {
                    return knows(order.reference())
                            ? Outcome.of(Result.UNKNOWN, "exists")
                            : Outcome.of(Result.REFUSED, "no such account");
                }
                default -> {
                    // It is created.
                }
            }
            if (knows(order.reference())) {
                return Outcome.of(Result.UNKNOWN, "exists");
            }
            if (transfers.containsKey(order.reference())) {
                violation = "sent " + order.reference() + " again to somebody who does not know it";
            }
            if (frozen) {
                violation = "sent " + order.reference() + " from a frozen wallet";
            }
            if (transfers.values().stream().anyMatch(ExploredWorld::mayBePaid)) {
                violation = "sent " + order.reference() + " while another one is or may be paid";
            }
            var transfer = new Transfer(name, account(), Truth.PENDING, false, false, now);
            transfers.put(order.reference(), transfer);
            if (way == Sending.PAID_AT_ONCE) {
                transfer.become(Truth.PAID);
            }
            return switch (way) {
                case DIES_AFTER -> throw new Death();
                case CREATED_AND_UNHEARD -> Outcome.of(Result.UNKNOWN, "no answer");
                case SHORT_BUT_CREATED -> Outcome.of(Result.SHORT, "too little");
                default -> state(transfer, order.reference());
            };
        }

        @Override
        public Outcome check(PayoutOrder order) {
            Asking way = asking;
            Transfer transfer = transfers.get(order.reference());
            if (way == Asking.SILENT) {
                asking = Asking.HONEST;
                return Outcome.of(Result.UNKNOWN, "no answer");
            }
            if (!knows(order.reference())) {
                return Outcome.of(Result.NOT_FOUND, "not found");
            }
            asking = Asking.HONEST;
            if (way == Asking.NOT_FOUND_YET && isFresh(transfer)) {
                return Outcome.of(Result.NOT_FOUND, "not found yet");
            }
            Outcome said = state(transfer, order.reference());
            if (way == Asking.DIES_AFTER) {
                throw new Death();
            }
            if (way == Asking.OVERTAKEN && transfer.truth == Truth.PAID) {
                transfer.become(Truth.REVERSED);
                hear(order.reference());
            }
            return said;
        }

        private Outcome state(Transfer transfer, String id) {
            Result result =
                    switch (transfer.truth) {
                        case PENDING -> Result.ACCEPTED;
                        case PAID -> Result.PAID;
                        case FAILED -> Result.FAILED;
                        case REVERSED -> Result.REVERSED;
                    };
            return new Outcome(result, transfer.truth.name(), null, id, null, null);
        }

        @Override
        public Money balance() {
            return AMOUNT.multipliedBy(empty && name.equals("first") ? 0 : 10);
        }

        @Override
        public Money fee(Money amount) {
            return amount.minus(amount);
        }

        @Override
        public List<Bank> banks() {
            return List.of();
        }

        @Override
        public java.util.Optional<String> accountName(String bankCode, String accountNumber) {
            return java.util.Optional.empty();
        }

        @Override
        public Statement statement(java.time.LocalDate day) {
            return new Statement(List.of(), List.of());
        }
    }

    private static final class NoProofs extends Proofs {
        private NoProofs() {
            super(null);
        }

        @Override
        void bind(String payout, String bankReference) {
            // Proofs of other payouts are another test's.
        }

        @Override
        void release(String payout) {
            // Nothing is bound.
        }
    }

    private static final class SilentAlarms extends ProviderAlarms {
        private SilentAlarms() {
            super(null, null, null, null);
        }

        @Override
        void heard(String provider, Outcome outcome) {
            // Tells people nothing that the walk asks for.
        }
    }

    private static final class NoTransactions implements PlatformTransactionManager {

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            return new SimpleTransactionStatus();
        }

        @Override
        public void commit(TransactionStatus status) {
            // What was changed is changed.
        }

        @Override
        public void rollback(TransactionStatus status) {
            // Only a death comes here, before anything was changed.
        }
    }
}
