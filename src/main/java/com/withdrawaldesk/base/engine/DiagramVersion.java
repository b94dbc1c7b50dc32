package com.withdrawaldesk.base.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The diagrams of this release among those in the database. While nodes of two releases run, each starts the version whose
 * beans it has; the version tag in the files says which that is, since versions of the engine count deployments.
 */
@Component
public class DiagramVersion {

    /** Goes up with every change of a diagram, table or form; the tag of every process in {@code bpmn}. */
    static final int CURRENT = 5;

    private final JdbcClient jdbc;
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    DiagramVersion(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The id of this release's definition of the process. The newest one's where this release deployed none, because it was
     * already outdated when it first started.
     *
     * @throws org.springframework.dao.EmptyResultDataAccessException when there is no such process
     */
    public String of(String process) {
        return ids.computeIfAbsent(process, key -> jdbc.sql("""
                                SELECT id_ FROM act_re_procdef WHERE key_ = ?
                                ORDER BY coalesce(version_tag_, '') = ? DESC, version_ DESC LIMIT 1
                                """)
                .params(key, String.valueOf(CURRENT))
                .query(String.class)
                .single());
    }

    /** Whether a newer release has deployed its diagrams. */
    boolean isOutdated() {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM act_re_procdef
                            WHERE CASE WHEN version_tag_ ~ '^[0-9]{1,9}$' THEN version_tag_::int END > ?)
                        """).param(CURRENT).query(Boolean.class).single();
    }
}
