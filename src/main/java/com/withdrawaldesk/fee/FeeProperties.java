package com.withdrawaldesk.fee;

import java.math.BigDecimal;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * What withdrawals cost besides the table of withdrawal fees. Amounts are in major units (naira).
 *
 * @param bearer who bears each fee; VAT follows the withdrawal fee
 * @param vatPercent of the withdrawal fee
 * @param stampDuty on each transfer; zero for none
 * @param stampDutyFrom the smallest requested amount it is due for
 * @param minimumPayout the least that must remain where fees are deducted, because providers transfer no less
 * @param table the price list of withdrawal fees, a DMN file such as {@code file:/etc/desk/withdrawal-fees.dmn}, read at the start;
 *     the one that the desk comes with has none
 */
@ConfigurationProperties("desk.fees")
public record FeeProperties(
        @DefaultValue Bearers bearer,
        @DefaultValue("7.5") BigDecimal vatPercent,
        @DefaultValue("50.00") BigDecimal stampDuty,
        @DefaultValue("10000.00") BigDecimal stampDutyFrom,
        @DefaultValue("100.00") BigDecimal minimumPayout,
        @DefaultValue("classpath:bpmn/withdrawal-fees.dmn") Resource table) {

    /**
     * Who bears what: {@code marketplace}, or {@code requester}, from whose payment it is deducted.
     *
     * @param withdrawalFee who bears our own fee and its VAT
     * @param stampDuty who bears the duty
     * @param providerFee who bears what the provider charges
     */
    public record Bearers(
            @DefaultValue("marketplace") Bearer withdrawalFee,
            @DefaultValue("marketplace") Bearer stampDuty,
            @DefaultValue("marketplace") Bearer providerFee) {}
}
