package com.withdrawaldesk.wallet;

import java.math.BigDecimal;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param mayOwe how far below zero a wallet may come when sales are taken back, in major units (naira) */
@ConfigurationProperties("desk.wallet")
record WalletProperties(@DefaultValue("0") BigDecimal mayOwe) {

    WalletProperties {
        if (mayOwe.signum() < 0) {
            throw new IllegalArgumentException("desk.wallet.may-owe is below zero.");
        }
    }
}
