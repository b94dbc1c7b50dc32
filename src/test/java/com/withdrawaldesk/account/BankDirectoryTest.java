package com.withdrawaldesk.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.withdrawaldesk.payout.Bank;
import com.withdrawaldesk.payout.ProviderUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BankDirectoryTest {

    private final FakeProvider provider = new FakeProvider();
    private final BankDirectory directory = new BankDirectory(Optional.of(provider), Duration.ofMinutes(1));

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void passesOnWhatTheProviderSays() {
        provider.banks = List.of(new Bank("058", "GTBank"));
        provider.name = (bank, number) -> Optional.of(bank + " " + number);

        assertThat(directory.provider()).contains("fake");
        assertThat(directory.banks()).containsExactly(new Bank("058", "GTBank"));
        assertThat(directory.accountName("058", "0123456785")).contains("058 0123456785");
    }

    @Test
    void passesOnThatTheProviderIsUnavailable() {
        var refused = new ProviderUnavailable("wrong key", true, null);
        provider.name = (bank, number) -> {
            throw refused;
        };

        assertThatThrownBy(() -> directory.accountName("058", "0123456785")).isSameAs(refused);
    }

    @Test
    void takesADefectOfTheProviderForAnOutage() {
        provider.name = (bank, number) -> {
            throw new IllegalStateException("0123456785 is odd");
        };

        assertThatThrownBy(() -> directory.accountName("058", "0123456785"))
                .isInstanceOf(ProviderUnavailable.class)
                .hasMessageNotContaining("0123456785");
    }

    @Test
    void waitsNoLongerThanItMayAndLeavesNobodyBehind() {
        var never = new CountDownLatch(1);
        var inside = new AtomicInteger();
        provider.name = (bank, number) -> {
            inside.incrementAndGet();
            try {
                never.await();
            } catch (InterruptedException stopped) {
                inside.decrementAndGet();
            }
            return Optional.empty();
        };
        var impatient = new BankDirectory(Optional.of(provider), Duration.ofMillis(20));

        assertThatThrownBy(() -> impatient.accountName("058", "0123456785")).isInstanceOf(ProviderUnavailable.class);

        // On a busy machine the call was given up before it began.
        await().untilAtomic(inside, equalTo(0));
        impatient.close();
    }

    @Test
    void hasNobodyToAskWhenPeopleMakeTheTransfers() {
        assertThat(new BankDirectory(Optional.empty(), Duration.ofMinutes(1)).provider())
                .isEmpty();
    }
}
