package com.withdrawaldesk.fee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.fee.FeeTable.Price;
import com.withdrawaldesk.wallet.OwnerType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;

/** The price list as people edit it. */
class WithdrawalFeesTest {

    private static final Resource AS_DELIVERED = new ClassPathResource("bpmn/withdrawal-fees.dmn");
    private static final Amounts NAIRA = new Amounts("NGN");

    @Test
    void isFreeAsDelivered() throws IOException {
        var table = table(AS_DELIVERED);

        for (OwnerType requester : OwnerType.values()) {
            assertThat(table.of(NAIRA.parse("100.00"), requester)).isEqualTo(price("0.00", "0.00"));
            assertThat(table.of(NAIRA.parse("9999999999.99"), requester)).isEqualTo(price("0.00", "0.00"));
        }
    }

    @Test
    void knowsAmountAndRequester() throws IOException {
        var table = table(with("&gt; 50000", "\"vendor\"", "\"25.50\"", "\"0.25\""));

        assertThat(table.of(NAIRA.parse("50000.00"), OwnerType.VENDOR)).isEqualTo(price("0.00", "0.00"));
        assertThat(table.of(NAIRA.parse("50000.01"), OwnerType.VENDOR)).isEqualTo(price("25.50", "0.25"));
        assertThat(table.of(NAIRA.parse("50000.01"), OwnerType.CUSTOMER)).isEqualTo(price("0.00", "0.00"));
    }

    /** A marketplace's own table may say so. */
    @Test
    void takesTheFirstOfSeveralRules() throws IOException {
        String dmn = with("", "", "\"10.00\"", "\"0.00\"").getContentAsString(StandardCharsets.UTF_8);
        var table = table(new ByteArrayResource(
                dmn.replace("hitPolicy=\"FIRST\"", "hitPolicy=\"RULE ORDER\"").getBytes(StandardCharsets.UTF_8)));

        assertThat(table.of(NAIRA.parse("100.00"), OwnerType.VENDOR)).isEqualTo(price("10.00", "0.00"));
    }

    @Test
    void paysNobodyForWithdrawing() throws IOException {
        var table = table(with("", "", "\"-1.00\"", "\"0.00\""));

        assertThatThrownBy(() -> table.of(NAIRA.parse("100.00"), OwnerType.VENDOR))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isRefusedAtTheStartWhenItIsNoTable() {
        assertThatThrownBy(() -> table(new ByteArrayResource("no table".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(RuntimeException.class);
    }

    private static WithdrawalFees table(Resource dmn) throws IOException {
        var settings = new FeeProperties(null, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, dmn);
        return new WithdrawalFees(settings);
    }

    /** The delivered table with one more rule before the last. */
    private static Resource with(String amount, String requester, String flat, String percent) throws IOException {
        String rule = """
                <rule id="more"><inputEntry id="a"><text>%s</text></inputEntry><inputEntry id="b"><text>%s</text></inputEntry>
                <outputEntry id="c"><text>%s</text></outputEntry><outputEntry id="d"><text>%s</text></outputEntry></rule>
                """.formatted(amount, requester, flat, percent);
        String dmn = AS_DELIVERED.getContentAsString(StandardCharsets.UTF_8);
        return new ByteArrayResource(dmn.replace("<rule id=\"rule_free\">", rule + "<rule id=\"rule_free\">")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static Price price(String flat, String percent) {
        return new Price(new BigDecimal(flat), new BigDecimal(percent));
    }
}
