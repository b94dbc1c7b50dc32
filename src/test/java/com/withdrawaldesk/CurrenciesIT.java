package com.withdrawaldesk;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.support.DeskProcess;
import com.withdrawaldesk.support.Http;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A withdrawal's whole life where money has no decimals, two or three, and where no Nigerian price applies. */
class CurrenciesIT {

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "XOF, 25000, 20000, 5000, 0.5",
        "KWD, 25000.125, 20000.000, 5000.125, 0.0005",
        "USD, 25000.25, 20000.00, 5000.25, 0.005"
    })
    void paysInTheCurrencyOfTheInstallation(
            String currency, String credit, String amount, String rest, String tooFine) {
        try (var desk = DeskProcess.startDemo(DeskProcess.freePort(), Map.of("DESK_CURRENCY", currency), data)
                .awaitReady()) {
            Http http = desk.http();
            String before = balance(http);
            assertStatus(
                    http.post(
                            "marketplace",
                            "/api/platform/wallets/techstore/credit/",
                            "{\"amount\": \"" + credit + "\", \"description\": \"Order\"}",
                            "Idempotency-Key",
                            "currency-" + currency),
                    201);
            JsonNode quote = assertStatus(
                            http.get("techstore", "/api/vendor/wallet/withdrawal-quote/?amount=" + amount), 200)
                    .body();
            assertThat(quote.path("currency").asText()).isEqualTo(currency);
            assertThat(quote.path("fees")).isEmpty();
            assertThat(quote.path("you_receive").asText()).isEqualTo(amount);
            assertProblem(request(http, tooFine), 400, "validation_failed", "amount");

            String reference = assertStatus(request(http, amount), 201)
                    .body()
                    .path("reference")
                    .asText();
            assertStatus(
                    http.post(
                            "admin1",
                            "/api/admin/finance/approve-withdrawal/",
                            "{\"reference\": \"" + reference + "\"}"),
                    200);

            String path = "/api/vendor/wallet/withdrawals/" + reference + "/";
            await().atMost(Duration.ofMinutes(2)).until(() -> http.get("techstore", path)
                    .body()
                    .path("status")
                    .asText()
                    .equals("completed"));
            assertThat(http.get("techstore", path).body().path("you_receive").asText())
                    .isEqualTo(amount);
            assertStatus(http.get("techstore", path + "receipt.pdf"), 200);
            assertThat(new java.math.BigDecimal(balance(http)).subtract(new java.math.BigDecimal(before)))
                    .isEqualTo(new java.math.BigDecimal(rest));
            assertThat(http.get("admin1", "/api/admin/finance/invariants/")
                            .body()
                            .path("violations"))
                    .isEmpty();
        }
    }

    private static String balance(Http http) {
        return assertStatus(http.get("techstore", "/api/vendor/wallet/"), 200)
                .body()
                .path("balance")
                .asText();
    }

    private static Http.Answer request(Http http, String amount) {
        return http.post("techstore", "/api/vendor/wallet/request-withdrawal/", """
                {"amount": "%s", "pin": "4719"}""".formatted(amount));
    }
}
