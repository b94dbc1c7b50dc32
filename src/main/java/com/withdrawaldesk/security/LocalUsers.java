package com.withdrawaldesk.security;

import com.withdrawaldesk.base.rights.Groups;
import java.sql.Array;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the engine's users from the database, in one statement and past every cache. */
@Component
class LocalUsers {

    private final JdbcClient jdbc;

    LocalUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As the user is now; empty when there is none of this id. */
    Optional<LocalUser> find(String id) {
        // The engine draws a new salt with each password.
        return jdbc.sql("""
                        SELECT coalesce(u.salt_, ''), ARRAY(SELECT m.group_id_::text FROM act_id_membership m WHERE m.user_id_ = u.id_) AS member_of
                        FROM act_id_user u WHERE u.id_ = ?
                        """)
                .param(id)
                .query((row, n) -> new LocalUser(id, groups(row.getArray(2)), row.getString(1)))
                .optional();
    }

    /** Whether this user is in this group, and stays there until the transaction ends: whoever removes them waits for it. */
    boolean isMember(String user, String group) {
        return jdbc.sql("""
                        SELECT u.id_ FROM act_id_membership m JOIN act_id_user u ON u.id_ = m.user_id_
                        WHERE m.user_id_ = ? AND m.group_id_ = ? FOR KEY SHARE
                        """).params(user, group).query(String.class).optional().isPresent();
    }

    private static Set<String> groups(Array array) throws SQLException {
        var groups = new HashSet<>(List.of((String[]) array.getArray()));
        if (groups.contains(Groups.OPERATON_ADMINS)) {
            groups.add(Groups.ENGINE_ADMINS);
        }
        return Set.copyOf(groups);
    }
}
