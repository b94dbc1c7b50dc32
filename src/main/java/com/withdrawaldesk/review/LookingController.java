package com.withdrawaldesk.review;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.throttle.Unlimited;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.notification.Audience;
import com.withdrawaldesk.notification.Directory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.security.Principal;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who looks at which withdrawal right now, on whichever node, so that two admins do not do the same work. */
@RestController
@Unlimited("in memory; open tabs ask again and again")
@RequestMapping("/api/admin/finance/looking")
class LookingController {

    /** Pages say it anew every 20 seconds, so one that was closed is forgotten soon. */
    private static final Duration COUNTS_FOR = Duration.ofSeconds(50);

    private final JdbcClient jdbc;
    private final Directory directory;
    private final Clock clock;

    LookingController(JdbcClient jdbc, Directory directory, Clock clock) {
        this.jdbc = jdbc;
        this.directory = directory;
        this.clock = clock;
    }

    record Look(
            @Text(max = 64, required = true, message = "Expected the id of an open task.")
            String task) {}

    record Lookers(String reference, List<String> names) {}

    /** What is looked at, and whether the current user is one of those who decide. */
    record Listed(boolean decides, List<Lookers> results) {}

    /** Says that the current user has this task open, and is told who else has. */
    @PostMapping
    Lookers look(@Valid @RequestBody Look look, Principal me) {
        String reference = jdbc.sql("""
                        WITH looked AS (
                            SELECT w.id, w.reference
                            FROM withdrawal w JOIN act_ru_task t ON t.proc_inst_id_ = w.process_instance_id
                            WHERE t.id_ = :task),
                        told AS (
                            INSERT INTO withdrawal_look (withdrawal_id, user_id, seen_at)
                            SELECT id, :me, :now FROM looked
                            ON CONFLICT (withdrawal_id, user_id) DO UPDATE SET seen_at = excluded.seen_at),
                        forgotten AS (
                            DELETE FROM withdrawal_look
                            WHERE user_id = :me AND seen_at < :long_ago AND withdrawal_id NOT IN (SELECT id FROM looked))
                        SELECT reference FROM looked
                        """)
                .param("task", look.task())
                .param("me", me.getName())
                .param("now", Timestamp.from(clock.instant()))
                .param("long_ago", since())
                .query(String.class)
                .optional()
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such task, or it is done."));
        return new Lookers(reference, others(me).getOrDefault(reference, List.of()));
    }

    /** All withdrawals that somebody else looks at. */
    @GetMapping
    Listed list(Authentication me, HttpServletRequest request) {
        new ListQuery(request).check();
        boolean decides =
                me.getAuthorities().stream().anyMatch(one -> one.getAuthority().equals(Groups.BUSINESS_ADMINS));
        return new Listed(
                decides,
                others(me).entrySet().stream()
                        .map(entry -> new Lookers(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private Map<String, List<String>> others(Principal me) {
        return jdbc
                .sql("""
                        SELECT w.reference, l.user_id FROM withdrawal_look l JOIN withdrawal w ON w.id = l.withdrawal_id
                        WHERE l.user_id <> ? AND l.seen_at >= ? ORDER BY w.reference, l.user_id LIMIT 200
                        """)
                .params(me.getName(), since())
                .query((row, n) -> Map.entry(row.getString(1), row.getString(2)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        TreeMap::new,
                        Collectors.mapping(entry -> name(entry.getValue()), Collectors.toList())));
    }

    private String name(String user) {
        return directory.persons(Audience.person(user)).stream()
                .findFirst()
                .map(Directory.Person::name)
                .orElse(user);
    }

    private Timestamp since() {
        return Timestamp.from(clock.instant().minus(COUNTS_FOR));
    }
}
