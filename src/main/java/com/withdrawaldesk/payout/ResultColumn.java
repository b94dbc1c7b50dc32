package com.withdrawaldesk.payout;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;

@Converter(autoApply = true)
class ResultColumn implements AttributeConverter<Result, String> {

    @Override
    public String convertToDatabaseColumn(Result result) {
        return result == null ? null : result.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Result convertToEntityAttribute(String value) {
        return value == null ? null : Result.valueOf(value.toUpperCase(Locale.ROOT));
    }
}
