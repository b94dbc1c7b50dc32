package com.withdrawaldesk.payout;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;

@Converter(autoApply = true)
class PayoutStateColumn implements AttributeConverter<PayoutState, String> {

    @Override
    public String convertToDatabaseColumn(PayoutState state) {
        return state == null ? null : state.value();
    }

    @Override
    public PayoutState convertToEntityAttribute(String value) {
        return value == null ? null : PayoutState.valueOf(value.toUpperCase(Locale.ROOT));
    }
}
