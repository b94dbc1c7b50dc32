package com.withdrawaldesk.payout;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.springframework.data.domain.Limit;

/**
 * The attempts of one withdrawal in a list.
 *
 * @param frozen whether its wallet is
 */
record ExploredRepository(List<PayoutAttempt> rows, BooleanSupplier frozen) implements PayoutRepository {

    private static final List<Field> FIELDS = Arrays.stream(PayoutAttempt.class.getDeclaredFields())
            .filter(field -> !java.lang.reflect.Modifier.isStatic(field.getModifiers()))
            .peek(field -> field.setAccessible(true))
            .toList();

    static PayoutAttempt copy(PayoutAttempt row) {
        var copy = new PayoutAttempt() {};
        try {
            for (Field field : FIELDS) {
                field.set(copy, field.get(row));
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return copy;
    }

    /** All that decides how it goes on, with times as far as they are still to come. */
    static String describe(PayoutAttempt row, Instant now, PayoutProperties rules) {
        try {
            var description = new StringBuilder();
            for (Field field : FIELDS) {
                Object value = field.get(row);
                description.append(
                        switch (field.getName()) {
                            case "id", "reference", "message", "cause", "updatedAt", "checks", "providerId" -> "";
                            case "notFound" -> Math.min((int) value, rules.notFoundTimes());
                            case "hints" -> row.hinted();
                            case "hintsTaken" -> "";
                            case "heldUntil", "retryAt" -> left((Instant) value, now);
                            case "notFoundSince" ->
                                value == null ? "-" : left(((Instant) value).plus(rules.notFoundWindow()), now);
                            case "sentAt", "createdAt", "stopEnded" ->
                                value == null ? "-" : left(((Instant) value).plus(rules.checkFor()), now);
                            default -> value;
                        });
                description.append(',');
            }
            return description.toString();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String left(Instant until, Instant now) {
        return until == null || !now.isBefore(until)
                ? "-"
                : Long.toString(Duration.between(now, until).toMinutes());
    }

    @Override
    public PayoutAttempt save(PayoutAttempt attempt) {
        rows.add(attempt);
        return attempt;
    }

    @Override
    public Optional<PayoutAttempt> findFirstByWithdrawalIdOrderByAttemptDesc(UUID withdrawalId) {
        return Optional.of(rows.get(rows.size() - 1));
    }

    /** Copies, as another transaction's are. */
    @Override
    public List<PayoutAttempt> findByWithdrawalIdOrderByAttempt(UUID withdrawalId) {
        return rows.stream().map(ExploredRepository::copy).collect(Collectors.toList());
    }

    @Override
    public Optional<PayoutAttempt> findByReference(String reference) {
        return rows.stream().filter(row -> row.reference().equals(reference)).findFirst();
    }

    @Override
    public List<PayoutAttempt> lockByWithdrawalId(UUID withdrawalId) {
        return rows;
    }

    @Override
    public List<PayoutAttempt> findByStateAndBatchedTrueAndProviderOrderById(
            PayoutState state, String provider, Limit most) {
        return List.of();
    }

    @Override
    public boolean existsByStateAndBatchedTrueAndProvider(PayoutState state, String provider) {
        return false;
    }

    @Override
    public String stopNameOf(String reference, String provider) {
        return frozen.getAsBoolean() ? Stop.WALLET_FROZEN.name() : "";
    }

    @Override
    public List<String> paused() {
        return List.of();
    }

    @Override
    public List<String> letGo() {
        return List.of();
    }

    @Override
    public int lockQueue(String provider) {
        return 1;
    }

    @Override
    public List<String> waitingBefore(String reference, String provider, Instant alive, Limit most) {
        return List.of();
    }

    @Override
    public long undecidedBefore(String reference, Instant since) {
        return 0;
    }

    @Override
    public List<PayoutAttempt> waitingForFloat(Instant alive) {
        return List.of();
    }
}
