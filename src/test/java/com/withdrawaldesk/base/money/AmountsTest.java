package com.withdrawaldesk.base.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.payout.TransferPrice;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decimals come from the currency; Nigerian prices are for naira. */
class AmountsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NGN | 1234.50   | 123450  | 1234.50  | ₦1,234.50
            USD | 1234.5    | 123450  | 1234.50  | US$1,234.50
            XOF | 1234      | 1234    | 1234     | F CFA 1,234
            XOF | 1234.00   | 1234    | 1234     | F CFA 1,234
            KWD | 1234.567  | 1234567 | 1234.567 | KWD 1,234.567
            KWD | 1234.5    | 1234500 | 1234.500 | KWD 1,234.500
            """)
    void haveTheCurrencysDecimals(String currency, String text, long minor, String plain, String spoken) {
        var amounts = new Amounts(currency);

        var money = amounts.parse(text);

        assertThat(amounts.isAmount(text, false)).isTrue();
        assertThat(Amounts.minor(money)).isEqualTo(minor);
        assertThat(Amounts.plain(money)).isEqualTo(plain);
        assertThat(Amounts.spoken(money).replace('\u00a0', ' ')).isEqualTo(spoken);
        assertThat(amounts.of(new BigDecimal("100.00"))).isEqualTo(amounts.parse("100"));
    }

    @ParameterizedTest
    @CsvSource({
        "NGN,1.005",
        "NGN,1.000",
        "USD,1.005",
        "XOF,1.5",
        "XOF,1.000",
        "KWD,1.0005",
        "NGN,-1",
        "KWD,1e3",
        "XOF,0"
    })
    void takeNoOthers(String currency, String text) {
        assertThat(new Amounts(currency).isAmount(text, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"XAU", "XXX", "XTS", "ngn", "NAIRA", "", "CLF", "ABC"})
    void areOfMoneyOnly(String currency) {
        assertThat(Amounts.supports(currency)).isFalse();
        assertThatThrownBy(() -> new Amounts(currency)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOF", "KWD", "USD"})
    void costNothingThatNigeriaTakes(String currency) {
        assertThat(Stream.of("1000", "10000", "100000").map(new Amounts(currency)::parse))
                .allSatisfy(
                        amount -> assertThat(TransferPrice.of(amount).isZero()).isTrue());
    }
}
