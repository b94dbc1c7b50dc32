package com.withdrawaldesk.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** A notice that has been stored. */
record Told(long id, Notice notice, Instant at) {

    /** Reads the columns of {@code notification}. */
    @Component
    static class Rows implements RowMapper<Told> {

        private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() {};

        private final ObjectMapper json;

        Rows(ObjectMapper json) {
            this.json = json;
        }

        @Override
        public Told mapRow(ResultSet row, int n) throws SQLException {
            return new Told(
                    row.getLong("id"),
                    new Notice(
                            new Audience(
                                    Audience.Kind.valueOf(
                                            row.getString("audience_kind").toUpperCase(Locale.ROOT)),
                                    row.getString("audience_id")),
                            row.getString("event"),
                            row.getString("title"),
                            row.getString("message"),
                            row.getString("priority"),
                            metadata(row.getString("metadata")),
                            row.getString("action_url"),
                            row.getString("action_text")),
                    row.getObject("created_at", OffsetDateTime.class).toInstant());
        }

        private Map<String, String> metadata(String text) throws SQLException {
            try {
                return json.readValue(text, METADATA);
            } catch (JsonProcessingException e) {
                throw new SQLException("metadata is not an object of strings", e);
            }
        }
    }
}
