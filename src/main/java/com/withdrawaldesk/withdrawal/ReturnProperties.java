package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.fee.Bearer;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What holds when a bank sends a payout back.
 *
 * @param chargeBorneBy who bears what the bank keeps of it
 */
@ConfigurationProperties("desk.returns")
record ReturnProperties(@DefaultValue("marketplace") Bearer chargeBorneBy) {}
