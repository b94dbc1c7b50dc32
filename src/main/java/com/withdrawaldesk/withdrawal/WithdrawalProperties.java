package com.withdrawaldesk.withdrawal;

import java.math.BigDecimal;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The rules of a request. Amounts are in major units (naira).
 *
 * @param minimum smallest amount that may be withdrawn
 * @param maximum largest amount of one withdrawal; null for no limit but the balance
 * @param secondApprovalAbove amounts above this need two admins; null for never
 * @param reminderEvery how often admins are reminded of an open review
 * @param reminders how many reminders at the most
 * @param overdueAfter when an open review is escalated; also its due date in Tasklist
 */
@ConfigurationProperties("desk.withdrawal")
public record WithdrawalProperties(
        @DefaultValue("100.00") BigDecimal minimum,
        BigDecimal maximum,
        BigDecimal secondApprovalAbove,
        @DefaultValue("4h") Duration reminderEvery,
        @DefaultValue("3") int reminders,
        @DefaultValue("24h") Duration overdueAfter) {}
