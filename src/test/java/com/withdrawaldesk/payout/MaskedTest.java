package com.withdrawaldesk.payout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedTest {

    @ParameterizedTest
    @CsvSource({
        "email, ada.obi@example.com, obi",
        "phone, +2348012345678, 8012",
        "mobile_number, 0801 234 5678, 5678",
        "mobileNumber, 08012345678, 8012",
        "account_name, ADA OBI, OBI",
        "fullname, Ada Obi, Ada",
        "account_number, 0123456789, 012345"
    })
    void keepsPeopleOutOfTheRecordOfAnExchange(String field, String value, String secret) {
        String masked = Masked.text("{\"" + field + "\": \"" + value + "\", \"id\": 7}", 1000);

        assertThat(masked).contains("\"" + field + "\"", "\"id\": 7").doesNotContain(value, secret);
    }
}
