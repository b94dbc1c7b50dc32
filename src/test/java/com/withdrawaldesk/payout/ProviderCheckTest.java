package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.withdrawaldesk.base.start.StartRefused;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.FakeProvider.Fault;
import com.withdrawaldesk.support.TestServers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What the desk does at start when a provider does not take its key. {@code DemoIT} starts a whole desk with one. */
@DeskTest
class ProviderCheckTest {

    @Autowired
    private List<PayoutProvider> providers;

    @AfterEach
    void reset() {
        TestServers.PAYSTACK.reset();
        TestServers.FLUTTERWAVE.reset();
    }

    private void start() {
        new ProviderCheck(providers).afterSingletonsInstantiated();
    }

    @Test
    void refusesToStartWithAKeyThatPaystackDoesNotTake() {
        TestServers.PAYSTACK.allRequests(Fault.UNAUTHORIZED);

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::start)
                .withMessageContaining("paystack refuses it (paystack answered 401: Invalid key)");
    }

    @Test
    void refusesToStartWithAKeyThatFlutterwaveDoesNotTake() {
        TestServers.FLUTTERWAVE.allRequests(Fault.UNAUTHORIZED);

        assertThatExceptionOfType(StartRefused.class)
                .isThrownBy(this::start)
                .withMessageContaining("flutterwave refuses it");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT_BEFORE", "ERROR_BEFORE", "HTML", "TOO_MANY"})
    void startsWithoutAProviderThatMayComeBack(Fault fault) {
        TestServers.PAYSTACK.allRequests(fault);
        TestServers.FLUTTERWAVE.allRequests(fault);

        assertThatCode(this::start).doesNotThrowAnyException();
    }
}
