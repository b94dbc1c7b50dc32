package com.withdrawaldesk.person;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps which ids are one person's. Each change is in the audit trail, for it changes who may decide. */
@Component
class Links {

    private final JdbcClient jdbc;
    private final Audit audit;

    Links(JdbcClient jdbc, Audit audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /**
     * A person with several ids.
     *
     * @param users the ids in lower case
     * @param linkedBy who added the last of them
     */
    record Person(List<String> users, String linkedBy, Instant linkedAt) {}

    List<Person> all() {
        return jdbc.sql("""
                        SELECT array_agg(user_id ORDER BY user_id), (array_agg(linked_by ORDER BY linked_at DESC))[1], max(linked_at)
                        FROM person_identity GROUP BY person ORDER BY 3 DESC, 1
                        """)
                .query((row, n) -> new Person(
                        List.of((String[]) row.getArray(1).getArray()),
                        row.getString(2),
                        row.getTimestamp(3).toInstant()))
                .list();
    }

    /** Makes them one person, with all that each of them is already. Returns all ids of that person. */
    @Transactional
    public List<String> link(String one, String other) {
        // One after another: two links that are made at the same moment could belong to the same person.
        jdbc.sql("LOCK TABLE person_identity IN SHARE ROW EXCLUSIVE MODE").update();
        List<String> before = Stream.concat(of(one).stream(), of(other).stream())
                .distinct()
                .sorted()
                .toList();
        UUID person = UUID.randomUUID();
        List<String> after = Stream.concat(before.stream(), Stream.of(lower(one), lower(other)))
                .distinct()
                .sorted()
                .toList();
        for (String id : after) {
            jdbc.sql("""
                            INSERT INTO person_identity (user_id, person, linked_by) VALUES (?, ?, ?)
                            ON CONFLICT (user_id) DO UPDATE SET person = excluded.person
                            """).params(id, person, Origin.current().user()).update();
        }
        record("person.linked", one, before, after);
        return after;
    }

    /** Takes this id from its person; what then is one id alone is linked no more. Returns what is left; empty if it had none. */
    @Transactional
    public Optional<List<String>> unlink(String id) {
        jdbc.sql("LOCK TABLE person_identity IN SHARE ROW EXCLUSIVE MODE").update();
        List<String> before = of(id);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        List<String> rest =
                before.stream().filter(known -> !known.equals(lower(id))).toList();
        List<String> after = rest.size() > 1 ? rest : List.of();
        jdbc.sql("DELETE FROM person_identity WHERE user_id = ANY (?) AND user_id <> ALL (?)")
                .params(before.toArray(String[]::new), after.toArray(String[]::new))
                .update();
        record("person.unlinked", id, before, after);
        return Optional.of(after);
    }

    private List<String> of(String id) {
        return jdbc.sql("SELECT " + Persons.ALL_IDS_OF + "lower(?))))")
                .param(id)
                .query((row, n) -> row.getArray(1) == null
                        ? List.<String>of()
                        : Arrays.stream((String[]) row.getArray(1).getArray())
                                .sorted()
                                .toList())
                .single();
    }

    private void record(String action, String id, List<String> before, List<String> after) {
        audit.record(
                Audit.Event.of(action, "person", lower(id)).changed(Map.of("users", before), Map.of("users", after)));
    }

    private static String lower(String id) {
        return id.toLowerCase(Locale.ROOT);
    }
}
