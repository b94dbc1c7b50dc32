package com.withdrawaldesk.person;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells people apart: not by letters, for one person may be known here by several ids and each of them may be written in small
 * or in capital letters. Whatever asks whether somebody is somebody else asks here, or the database's {@code is_same_person}.
 */
@Component
public class Persons {

    /**
     * SQL of an expression, to be followed by ids in lower case and three closing brackets: all ids that belong to the same
     * persons, null when they have no others.
     */
    public static final String ALL_IDS_OF = "(SELECT array_agg(p.user_id) FROM person_identity p"
            + " WHERE p.person IN (SELECT q.person FROM person_identity q WHERE q.user_id IN (";

    private final JdbcClient jdbc;

    Persons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether these ids are one person's at this moment; null is nobody. */
    public boolean same(String one, String other) {
        return one != null
                && other != null
                && (one.equalsIgnoreCase(other)
                        || jdbc.sql("SELECT is_same_person(?, ?)")
                                .params(one, other)
                                .query(Boolean.class)
                                .single());
    }

    /**
     * Whether this id is among these or among the others that the same persons have.
     *
     * @param others as {@link #ALL_IDS_OF} gives them; null for none
     * @param ids null for nobody
     */
    public static boolean isAmong(String id, String[] others, String... ids) {
        List<String> known = others == null ? List.of() : Arrays.asList(others);
        return known.contains(id.toLowerCase(Locale.ROOT))
                || Arrays.stream(ids).filter(Objects::nonNull).anyMatch(id::equalsIgnoreCase);
    }
}
