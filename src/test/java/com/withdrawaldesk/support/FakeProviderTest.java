package com.withdrawaldesk.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The judge is judged: its signatures and its books. */
class FakeProviderTest {

    @Test
    void signsAsPaystackDoes() {
        byte[] body = """
                {"event":"transfer.success","data":{"id":1,"reference":"wd_0123456789abcdef","amount":100000,"status":"success"}}
                """.strip().getBytes(StandardCharsets.UTF_8);
        try (var paystack = new FakePaystack()) {
            assertThat(paystack.signature(body, "sk_test_example_key_not_real"))
                    .containsEntry(
                            "x-paystack-signature",
                            "2f966e53c5eaa6dc6699105e386545b91fea3d95caeaf658753d74a4721c66280261dbae1349becd4876894d297547c12a84d4aaac3ec10041c96992ffaa102c");
        }
    }

    @Test
    void keepsBooksThatBalance() {
        try (var paystack = new FakePaystack()) {
            String account = FakeProvider.freshAccount();
            paystack.setBalance(1_000_000);
            paystack.create("wd_0123456789abcdef", "058", account, 600_000, 2_688);

            assertThat(paystack.create("wd_0123456789abcdeg", "058", account, 600_000, 2_688))
                    .isNull();
            assertThat(paystack.balance()).isEqualTo(397_312);
            assertThat(paystack.paid("wd_0123456789abcdef")).isZero();
            paystack.move("wd_0123456789abcdef", "success");
            assertThat(paystack.paid("wd_0123456789abcdef")).isOne();
            paystack.move("wd_0123456789abcdef", "reversed");
            paystack.move("wd_0123456789abcdef", "reversed");
            assertThat(paystack.paid("wd_0123456789abcdef")).isZero();
            assertThat(paystack.transfer("wd_0123456789abcdef").timesBack()).isOne();
            assertThat(paystack.balance()).isEqualTo(997_312);
        }
    }

    @Test
    void tellsOfATransferInBothLanguages() {
        try (var paystack = new FakePaystack();
                var flutterwave = new FakeFlutterwave()) {
            for (FakeProvider provider : new FakeProvider[] {paystack, flutterwave}) {
                provider.create("wd_0123456789abcdef", "058", "0123456789", 150_050, 1_075);
            }
            assertThat(new String(paystack.event("wd_0123456789abcdef", "success"), StandardCharsets.UTF_8))
                    .contains(
                            "\"event\":\"transfer.success\"", "\"amount\":150050", "\"account_number\":\"0123456789\"");
            assertThat(new String(flutterwave.event("wd_0123456789abcdef", "FAILED"), StandardCharsets.UTF_8))
                    .contains("\"event\":\"transfer.completed\"", "\"amount\":1500.50", "\"status\":\"FAILED\"");
        }
    }
}
