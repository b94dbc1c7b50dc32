package com.withdrawaldesk.wallet;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

@Converter(autoApply = true)
class OwnerTypeColumn implements AttributeConverter<OwnerType, String> {

    @Override
    public String convertToDatabaseColumn(OwnerType type) {
        return type == null ? null : type.value();
    }

    @Override
    public OwnerType convertToEntityAttribute(String value) {
        return value == null ? null : OwnerType.of(value);
    }
}
