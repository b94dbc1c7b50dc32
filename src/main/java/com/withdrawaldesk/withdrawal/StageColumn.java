package com.withdrawaldesk.withdrawal;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

@Converter(autoApply = true)
class StageColumn implements AttributeConverter<Stage, String> {

    @Override
    public String convertToDatabaseColumn(Stage stage) {
        return stage == null ? null : stage.value();
    }

    @Override
    public Stage convertToEntityAttribute(String value) {
        return value == null ? null : Stage.of(value);
    }
}
