package com.withdrawaldesk.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Does to the database of the tests what only its superuser can do, who switches the triggers off first. */
public final class Forger {

    private Forger() {}

    /** Changes rows of this table against its triggers, which hold again afterwards. */
    public static void forge(String table, String sql, Object... params) {
        try (Connection owner = connect()) {
            owner.setAutoCommit(false);
            JdbcClient jdbc = client(owner);
            List<String> again = jdbc.sql("""
                            SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname)
                            FROM pg_trigger WHERE tgrelid = ?::regclass AND tgenabled = 'A'
                            """).param(table).query(String.class).list();
            jdbc.sql("ALTER TABLE " + table + " DISABLE TRIGGER USER").update();
            jdbc.sql(sql).params(params).update();
            jdbc.sql("ALTER TABLE " + table + " ENABLE TRIGGER USER").update();
            again.forEach(command -> jdbc.sql(command).update());
            owner.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the superuser, who owns all tables here. */
    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(TestServers.url("postgres"), "postgres", "");
    }

    /** Of this connection alone, in whatever transaction it is. */
    public static JdbcClient client(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }
}
