package com.withdrawaldesk.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PinHashQueueTest {

    private final HashQueue queue = new HashQueue(1, Duration.ZERO);

    @Test
    void refusesWhoeverFindsNoTurnInTime() {
        queue.run("anna", () -> assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> queue.run("ben", () -> {}))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
                    assertThat(refusal.retryAfter()).isNotNull();
                }));
    }

    @Test
    void givesTheTurnBackWhateverHappens() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.run("anna", () -> {
                    throw new IllegalArgumentException();
                }));

        queue.run("anna", () -> {});
    }

    @Test
    void refusesAnInterruptedThreadAndLeavesItInterrupted() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> queue.run("ben", () -> {}));
        assertThat(Thread.interrupted()).isTrue();
    }
}
