package com.withdrawaldesk.payout.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.payout.webhook.WebhookProperties.Flutterwave;
import com.withdrawaldesk.payout.webhook.WebhookProperties.Paystack;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures and words of the providers. */
class SourceTest {

    private static final String KEY = "sk_test_example_key_not_real";
    private static final byte[] BODY = """
            {"event":"transfer.success","data":{"id":1,"reference":"wd_0123456789abcdef","amount":100000,"status":"success"}}""".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "2f966e53c5eaa6dc6699105e386545b91fea3d95caeaf658753d74a4721c6628"
            + "0261dbae1349becd4876894d297547c12a84d4aaac3ec10041c96992ffaa102c";

    @Test
    void knowsPaystacksSignature() {
        assertThat(BODY).hasSize(113);
        assertThat(isSigned(paystack(KEY, null), SIGNATURE)).isTrue();
        assertThat(isSigned(paystack("sk_new", KEY), SIGNATURE))
                .as("signed with the previous key")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null", "''", "2f966e53", "0000000000000000", "sk_test_example_key_not_real"})
    void knowsWhatIsNoSignatureOfPaystack(String signature) {
        assertThat(isSigned(paystack(KEY, "sk_previous"), signature)).isFalse();
    }

    @Test
    void everyByteCounts() {
        Source source = paystack(KEY, null);
        for (int i = 0; i < BODY.length; i++) {
            byte[] changed = BODY.clone();
            changed[i] ^= 1;
            assertThat(source.isSigned(changed, header -> SIGNATURE))
                    .as("byte " + i)
                    .isFalse();
        }
    }

    @Test
    void believesNobodyWithoutASecret() {
        for (String none : new String[] {null, "", " "}) {
            for (Source source : new Source[] {paystack(none, none), flutterwave(none, none)}) {
                assertThat(source.isConfigured()).isFalse();
                assertThat(source.isSigned(BODY, header -> "")).isFalse();
                assertThat(source.isSigned(BODY, header -> null)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "verif-hash, secret, true",
        "flutterwave-signature, secret, true",
        "verif-hash, before, true",
        "flutterwave-signature, before, true",
        "verif-hash, Secret, false",
        "verif-hash, secre, false",
        "verif-hash, '', false",
        "authorization, secret, false"
    })
    void knowsFlutterwavesHash(String header, String value, boolean signed) {
        assertThat(flutterwave("secret", "before").isSigned(BODY, Map.of(header, value)::get))
                .isEqualTo(signed);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "transfer.success, success, PAID",
                "transfer.failed, failed, FAILED",
                "transfer.reversed, reversed, REVERSED",
                "transfer.failed, abandoned, FAILED",
                "transfer.failed, blocked, FAILED",
                "transfer.failed, rejected, FAILED",
                "transfer.pending, pending, null",
                "transfer.otp, otp, null",
                "transfer.received, received, null",
                "transfer.success, surprise, MISMATCH",
                "transfer.success, failed, FAILED",
                "charge.success, success, null"
            })
    void readsPaystacksWords(String event, String status, Result claim) throws Exception {
        Event read = read(
                paystack("k", null),
                Deliveries.transfer("7", "wd_1", status, "100000").replaceFirst("transfer\\.\\w+", event));

        assertThat(read).isEqualTo(new Event(event, "7", status, "wd_1", 100_000L, "NGN", false, claim));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "transfer.completed, SUCCESSFUL, PAID",
                "transfer.completed, FAILED, FAILED",
                "transfer.failed, FAILED, FAILED",
                "transfer.completed, PENDING, null",
                "transfer.completed, NEW, null",
                "transfer.completed, WEIRD, MISMATCH",
                "charge.completed, SUCCESSFUL, null"
            })
    void readsFlutterwavesWords(String event, String status, Result claim) throws Exception {
        Event read = read(
                flutterwave("s", null),
                Deliveries.completed("7", "wd_1", status, "1000.50").replace("transfer.completed", event));

        assertThat(read).isEqualTo(new Event(event, "7", status, "wd_1", 100_050L, "NGN", false, claim));
    }

    @Test
    void takesAReversalOfFlutterwaveForOne() throws Exception {
        String body = Deliveries.completed("7", "wd_1", "SUCCESSFUL", "1000")
                .replace("transfer.completed", "transfer.reversal");

        assertThat(read(flutterwave("s", null), body).claim()).isEqualTo(Result.REVERSED);
    }

    @ParameterizedTest
    @CsvSource({"live, 463433, false", "test, 463433, true", "live, 7, true", "'', '', false"})
    void noticesAnotherModeOrAccountOfPaystack(String domain, String integration, boolean foreign) throws Exception {
        var settings = new WebhookProperties(
                new Paystack("k", null, false, domain, integration), new Flutterwave(null, null), null);

        assertThat(read(new PaystackSource(settings), Deliveries.transfer("7", "wd_1", "success", "1"))
                        .foreign())
                .isEqualTo(foreign);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "100000, 100000",
                "'\"100000\"', 100000",
                "100000.5, null",
                "1e1000000, null",
                "99999999999999999999, null",
                "'\"a\"', null",
                "null, null",
                "{}, null",
                "-1, -1"
            })
    void readsOnlyWholeKobo(String amount, Long minor) throws Exception {
        assertThat(read(paystack("k", null), Deliveries.transfer("7", "wd_1", "success", amount))
                        .amountMinor())
                .isEqualTo(minor);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "NGN, 1000.5, 100050",
                "NGN, 1000.505, null",
                "XOF, 1000, 1000",
                "XOF, 1000.00, 1000",
                "XOF, 1000.5, null",
                "KWD, 1000.505, 1000505"
            })
    void countsInTheDecimalsOfTheCurrency(String currency, String amount, Long minor) throws Exception {
        assertThat(read(flutterwave("h", null, currency), Deliveries.transfer("7", "wd_1", "SUCCESSFUL", amount))
                        .amountMinor())
                .isEqualTo(minor);
    }

    private static Event read(Source source, String body) throws Exception {
        return source.read(Masked.of(new ObjectMapper()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(body)));
    }

    private static boolean isSigned(Source source, String signature) {
        var headers = new HashMap<String, String>();
        headers.put("x-paystack-signature", signature);
        return source.isSigned(BODY, headers::get);
    }

    private static Source paystack(String key, String previous) {
        return new PaystackSource(new WebhookProperties(new Paystack(key, previous, false, null, null), null, null));
    }

    private static Source flutterwave(String hash, String previous) {
        return flutterwave(hash, previous, "NGN");
    }

    private static Source flutterwave(String hash, String previous, String currency) {
        return new FlutterwaveSource(
                new WebhookProperties(null, new Flutterwave(hash, previous), null), new Amounts(currency));
    }
}
