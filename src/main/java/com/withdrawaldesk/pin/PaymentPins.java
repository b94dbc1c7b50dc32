package com.withdrawaldesk.pin;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.web.InvalidInput;
import java.time.Clock;
import org.springframework.stereotype.Component;

/**
 * The PIN by which people confirm what moves their money. Checking one is slow on purpose, so {@link #verify} and
 * {@link #set} refuse to run inside a transaction.
 */
@Component
public class PaymentPins {

    private final HashQueue queue;
    private final PinVault vault;
    private final PinRecords records;
    private final Clock clock;

    PaymentPins(HashQueue queue, PinVault vault, PinRecords records, Clock clock) {
        this.queue = queue;
        this.vault = vault;
        this.records = records;
        this.clock = clock;
    }

    /**
     * Returns when the PIN is right.
     *
     * @param pin four digits
     * @throws Refusal {@code pin_incorrect}, {@code pin_locked}, {@code pin_not_set}, or {@code service_unavailable}
     *     when too many PINs are being checked; the last uses up no attempt
     */
    public void verify(String userId, String pin) {
        queue.run(userId, () -> {
            Attempt attempt = judge(userId, pin);
            records.clear(attempt);
            if (!vault.isCurrent(attempt.stored())) {
                records.reseal(attempt, vault.seal(userId, pin));
            }
        });
    }

    /**
     * Sets the first PIN, or changes it. A wrong old PIN counts as a wrong attempt like any other.
     *
     * @param pin four digits
     * @param oldPin four digits; not looked at when no PIN is set
     * @throws InvalidInput when a PIN is set and {@code oldPin} is null
     * @throws Refusal as {@link #verify}, or {@code pin_too_common}
     */
    public void set(String userId, String pin, String oldPin) {
        if (CommonPins.contain(pin)) {
            throw new Refusal(
                    Code.PIN_TOO_COMMON, "This payment PIN is easy to guess. Avoid repetitions, sequences and years.");
        }
        if (!isSet(userId)) {
            queue.run(userId, () -> records.insert(userId, vault.seal(userId, pin)));
        } else if (oldPin == null) {
            throw new InvalidInput(
                    "old_pin", "required", "To change the payment PIN, send the one that is set as old_pin.");
        } else {
            queue.run(userId, () -> records.change(judge(userId, oldPin), vault.seal(userId, pin)));
        }
    }

    /**
     * Removes the PIN and its lock, so that the user sets a new one; nobody chooses it for them.
     *
     * @param reason why, in the words of the admin who does it
     * @throws Refusal {@code pin_not_set}
     */
    public void reset(String userId, String reason) {
        records.remove(userId, reason);
    }

    /** Whether this user has a PIN, locked or not. */
    public boolean isSet(String userId) {
        return records.exists(userId);
    }

    /** Counts first: whoever guesses in parallel, or breaks off, has still spent the attempt. */
    private Attempt judge(String userId, String pin) {
        Attempt attempt = records.count(userId);
        if (!vault.matches(userId, pin, attempt.stored())) {
            if (attempt.tries().lock()) {
                records.tellLocked(attempt);
            }
            throw attempt.tries().incorrect(clock.instant());
        }
        return attempt;
    }
}
