package com.withdrawaldesk.pin;

import org.springframework.stereotype.Component;

@Component
public class PaymentPins {
    public void verify(String user, String pin) {}
}
