package com.withdrawaldesk.account;

import static com.withdrawaldesk.account.Flag.Severity.ATTENTION;
import static com.withdrawaldesk.account.Flag.Severity.INFORMATION;
import static com.withdrawaldesk.account.Flag.Severity.SERIOUS;

import com.withdrawaldesk.base.language.Names;
import com.withdrawaldesk.base.language.Wording;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a reviewer should see of the account that a withdrawal goes to. */
@Component
public class DestinationFlags {

    private static final int NAMED = 3;

    private final JdbcClient jdbc;
    private final Destinations destinations;
    private final DestinationProperties properties;
    private final Wording wording;

    DestinationFlags(JdbcClient jdbc, Destinations destinations, DestinationProperties properties, Wording wording) {
        this.jdbc = jdbc;
        this.destinations = destinations;
        this.properties = properties;
        this.wording = wording;
    }

    /**
     * How this requester has used the account.
     *
     * @param since when it was first withdrawn to, or saved if that was earlier; the last save counts
     * @param paid how many withdrawals reached it
     */
    public record Use(Instant since, int paid) {}

    /** How the requester of this withdrawal has used its account until now. */
    public Use use(UUID withdrawalId) {
        return jdbc.sql("""
                        SELECT least(used.since, saved.updated_at) AS since, used.paid
                        FROM withdrawal mine
                        CROSS JOIN LATERAL (
                            SELECT min(created_at) AS since, count(*) FILTER (WHERE status = 'completed') AS paid FROM withdrawal other
                            WHERE other.account_number = mine.account_number AND other.requester_id = mine.requester_id
                              AND same_bank(other.bank_code, other.bank_name, mine.bank_code, mine.bank_name)) used
                        LEFT JOIN payment_settings saved
                            ON saved.vendor_id = mine.requester_id AND mine.requester_type = 'vendor'
                           AND saved.account_number = mine.account_number
                           AND same_bank(saved.bank_code, saved.bank_name, mine.bank_code, mine.bank_name)
                        WHERE mine.id = ?
                        """)
                .param(withdrawalId)
                .query((row, n) -> new Use(row.getTimestamp("since").toInstant(), row.getInt("paid")))
                .single();
    }

    /** Whether names that agree so much, from 0 to 100, are so different that it is serious. */
    public boolean isMismatch(int match) {
        return match < properties.nameMatchWarning();
    }

    /** The flags of this withdrawal's account as things are now, with one query. */
    public List<Flag> of(UUID withdrawalId) {
        return jdbc.sql("""
                        SELECT mine.*,
                               ARRAY(SELECT owner || ' ' || max(name) FROM (
                                         SELECT requester_id AS owner, requester_name AS name FROM withdrawal other
                                         WHERE other.account_number = mine.account_number AND requester_id <> mine.requester_id
                                           AND same_bank(other.bank_code, other.bank_name, mine.bank_code, mine.bank_name)
                                         UNION ALL
                                         SELECT other.vendor_id, coalesce(v.display_name, other.account_name)
                                         FROM payment_settings other
                                         LEFT JOIN wallet v ON v.owner_id = other.vendor_id AND v.owner_type = 'vendor'
                                         WHERE other.account_number = mine.account_number AND other.vendor_id <> mine.requester_id
                                           AND same_bank(other.bank_code, other.bank_name, mine.bank_code, mine.bank_name)) users
                                     GROUP BY owner ORDER BY owner LIMIT :limit) AS others,
                               EXISTS (SELECT FROM withdrawal paid
                                       WHERE paid.requester_id = mine.requester_id AND paid.status = 'completed') AS paid,
                               EXISTS (SELECT FROM withdrawal paid
                                       WHERE paid.requester_id = mine.requester_id AND paid.status = 'completed'
                                         AND paid.account_number = mine.account_number
                                         AND same_bank(paid.bank_code, paid.bank_name, mine.bank_code, mine.bank_name)) AS paid_here
                        FROM withdrawal mine WHERE id = :id
                        """)
                .param("limit", NAMED + 1)
                .param("id", withdrawalId)
                .query((row, n) -> flags(row))
                .single();
    }

    private List<Flag> flags(ResultSet row) throws SQLException {
        var flags = new Findings(wording.forReader());
        addNameCheck(flags, row);
        addShared(flags, row.getArray("others"));
        if (row.getBoolean("paid") && !row.getBoolean("paid_here")) {
            flags.add("new_account", ATTENTION);
        }
        String code = row.getString("bank_code");
        if (code == null) {
            flags.add("bank_code_missing", INFORMATION);
        } else {
            destinations
                    .listedName(code, row.getString("bank_name"))
                    .ifPresent(name -> flags.add("bank_name_differs", ATTENTION, Map.of("code", code, "name", name)));
        }
        if (!Nuban.fits(code, row.getString("account_number"))) {
            flags.add("check_digit", ATTENTION);
        }
        return flags.list();
    }

    private void addNameCheck(Findings flags, ResultSet row) throws SQLException {
        if (row.getTimestamp("resolved_at") == null) {
            return;
        }
        String name = row.getString("resolved_name");
        int match = row.getInt("name_match");
        if (name == null) {
            flags.add("account_not_found", SERIOUS);
        } else if (isMismatch(match)) {
            flags.add("name_mismatch", SERIOUS, Map.of("name", name, "match", match));
        }
    }

    /** Of an id, which has no blank, and a name, which may be written from the right. */
    private static String other(String user) {
        int end = user.indexOf(' ');
        return Names.isolated(user.substring(end + 1)) + " (" + user.substring(0, end) + ")";
    }

    private static void addShared(Findings flags, Array found) throws SQLException {
        List<String> others = Stream.of((String[]) found.getArray())
                .map(DestinationFlags::other)
                .toList();
        if (!others.isEmpty()) {
            String named = String.join(", ", others.subList(0, Math.min(NAMED, others.size())));
            flags.add("shared_account", SERIOUS, Map.of("others", others.size() > NAMED ? named + ", …" : named));
        }
    }
}
