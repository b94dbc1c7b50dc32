package com.withdrawaldesk.operations;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.base.web.Filters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Mappings;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.WebApps;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The trail as auditors read it, and what reading leaves in it. */
@DeskTest
class AuditListTest {

    private static final String PATH = "/api/admin/audit/";

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Audit audit;

    @Autowired
    Amounts amounts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestClock clock;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    RequestMappingHandlerMapping requestMappingHandlerMapping;

    private final String subject = UUID.randomUUID().toString();
    private long before;

    @BeforeEach
    void remember() {
        before = jdbc.sql("SELECT coalesce(max(id), 0) FROM audit_event")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void tellsWhoDidWhatNewestFirst() {
        event("anna", "thing.made");
        event("berta", "thing.changed");
        audit.recordRefused(Audit.Event.of("thing.broken", "thing", subject).because("not allowed"));

        JsonNode found = list("subject=" + subject);

        assertThat(found.findValuesAsText("action")).containsExactly("thing.broken", "thing.changed", "thing.made");
        JsonNode changed = found.get(1);
        assertThat(changed.path("actor").asText()).isEqualTo("berta");
        assertThat(changed.path("roles").get(0).asText()).isEqualTo("operations");
        assertThat(changed.path("before").path("colour").asText()).isEqualTo("red");
        assertThat(changed.path("after").path("colour").asText()).isEqualTo("blue");
        assertThat(changed.path("subject_type").asText()).isEqualTo("thing");
        assertThat(changed.path("outcome").asText()).isEqualTo("done");
        assertThat(changed.path("ip").asText()).isEqualTo("10.1.2.3");
        assertThat(Instant.parse(changed.path("at").asText()))
                .isBefore(Instant.now().plusSeconds(60));
        assertThat(found.get(0).path("reason").asText()).isEqualTo("not allowed");
    }

    @Test
    void isNarrowedByEachFilter() {
        Instant start = Instant.now().minusSeconds(60);
        event("anna" + subject, "thing.made");
        event("berta", "thing.changed");
        audit.recordRefused(Audit.Event.of("thing.broken", "thing", subject));

        assertThat(list("actor=anna" + subject).size()).isOne();
        assertThat(actions("subject=" + subject + "&action=thing.made")).containsExactly("thing.made");
        assertThat(actions("subject=" + subject + "&outcome=refused")).containsExactly("thing.broken");
        assertThat(actions("subject=" + subject + "&outcome=done")).hasSize(2);
        assertThat(actions("subject=" + subject + "&subject_type=thing")).hasSize(3);
        assertThat(actions("subject=" + subject + "&subject_type=other")).isEmpty();
        assertThat(actions("subject=" + subject + "&from=" + start)).hasSize(3);
        assertThat(actions("subject=" + subject + "&to=" + start)).isEmpty();
        assertThat(actions("subject=" + subject + "&from=" + start + "&to="
                        + Instant.now().plusSeconds(60)))
                .hasSize(3);
        assertThat(actions("subject=" + subject + "&from=2999-01-01")).isEmpty();
        assertThat(actions("subject=" + subject + "&to=2001-01-01")).isEmpty();
    }

    @Test
    void knowsWithdrawalsByTheirReference() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "500.00");

        assertThat(actions("subject=" + withdrawal.reference()))
                .contains("withdrawal.requested")
                .isEqualTo(actions("subject=" + withdrawal.id()));
    }

    @Test
    void isCutToPagesThatMissNothing() {
        for (int i = 0; i < 7; i++) {
            event("anna", "thing.made" + i);
        }
        var seen = new ArrayList<String>();
        String next = PATH + "?subject=" + subject + "&limit=3";
        int pages = 0;
        while (next != null) {
            JsonNode page = assertStatus(http.get("auditor1", next), 200).body();
            seen.addAll(page.path("results").findValuesAsText("action"));
            next = page.path("next").asText(null);
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen)
                .hasSize(7)
                .doesNotHaveDuplicates()
                .startsWith("thing.made6")
                .endsWith("thing.made0");
        // The first page is recorded, and that others were turned.
        assertThat(recorded("audit.read")).containsExactly("auditor1", "auditor1");
    }

    @Test
    void isATableToTakeAlong() {
        event("=anna" + subject, "thing.made");

        var answer = assertStatus(http.get("auditor1", "/api/admin/audit.csv?subject=" + subject), 200);

        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                .contains("id,at,actor,roles,action,subject_type,subject_id,outcome,before,after")
                .contains(",'=anna" + subject + ",operations,thing.made,thing," + subject + ",done,")
                .contains("\"\"colour\"\"");
        assertThat(recorded("audit.exported")).containsExactly("auditor1");
        assertThat(recorded("audit.read")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "unheard_of=1, unheard_of",
        "outcome=maybe, outcome",
        "from=yesterday, from",
        "limit=0, limit",
        "cursor=x, cursor"
    })
    void refusesWhatItDoesNotKnow(String query, String field) {
        assertProblem(http.get("auditor1", PATH + "?" + query), 400, "validation_failed", field);
        assertThat(recorded("audit.read")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin1", "operator1", "engineadmin", "marketplace", "techstore", "johndoe"})
    void isNobodyElses(String user) {
        for (String path : List.of(PATH, "/api/admin/audit.csv", "/api/admin/audit")) {
            assertProblem(http.get(user, path), 403, "forbidden");
        }
    }

    @Test
    void letsAuditorsSeeWhatNeedsAttentionWithoutActing() {
        assertThat(assertStatus(http.get("auditor1", "/api/admin/operations/attention/"), 200)
                        .body()
                        .path("acts")
                        .asBoolean(true))
                .isFalse();
    }

    /** Who belongs to two groups has the rights of both, and reads the trail that watches them. */
    @Test
    void addsUpTheGroupsOfOnePerson() {
        String both = "both" + Long.toString(System.nanoTime(), 36);
        people.add(both, Groups.AUDITORS, Groups.OPERATIONS);

        assertStatus(http.get(both, PATH), 200);
        assertStatus(http.post(both, "/api/admin/operations/invariants/check", null), 200);
        assertProblem(http.post("auditor1", "/api/admin/operations/invariants/check", null), 403, "forbidden");
        people.remove(both);
    }

    /** Few rows are read in order or all at once, whatever there is; where neither is possible, an index must fit. */
    @ParameterizedTest
    @CsvSource({
        "actor, anna, audit_event_actor",
        "action, thing.made, audit_event_action",
        "subject, 1, audit_event_subject_id",
        "outcome, refused, audit_event_outcome",
        "from, 2026-01-01, audit_event_at",
        "to, 2026-01-01, audit_event_at"
    })
    void readsNoMoreThanItFinds(String filter, String value, String index) {
        var request = new MockHttpServletRequest();
        request.addParameter(filter, value);
        var query = new ListQuery(request, filter);
        var filters = new Filters(query, amounts);
        switch (filter) {
            case "subject" -> filters.add(AuditController.ABOUT, "subject", value);
            case "from", "to" -> filters.during("audit_event", "id", "at");
            default -> filters.equal(filter, filter);
        }

        String plan = transaction.execute(tx -> {
            jdbc.sql("SET LOCAL enable_seqscan = off").update();
            if (!filter.equals("subject")) { // Which has few rows, so they may be sorted.
                jdbc.sql("SET LOCAL enable_sort = off").update();
                jdbc.sql("SET LOCAL enable_bitmapscan = off").update();
            } else {
                jdbc.sql("SET LOCAL enable_indexscan = off").update();
            }
            return String.join(
                    "\n",
                    filters.select(jdbc, "EXPLAIN SELECT * FROM audit_event", "id")
                            .query(String.class)
                            .list());
        });

        assertThat(plan).contains(index).doesNotContain("Seq Scan");
    }

    @Test
    void tellsWhoReadAWholeAccountOnceAnHour() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "500.00");
        String detail = "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.reference();

        for (int i = 0; i < 3; i++) {
            assertThat(account(http.get("admin1", detail))).isEqualTo(Given.ACCOUNT.accountNumber());
        }
        assertThat(account(http.get("operator1", detail))).isEqualTo("******6789");
        assertThat(account(http.get("operator1", detail + "&account=full"))).isEqualTo("******6789");
        assertThat(account(http.get("auditor1", detail))).isEqualTo("******6789");
        assertThat(recorded("account_number.read")).containsExactly("admin1");

        assertThat(account(http.get("auditor1", detail + "&account=full"))).isEqualTo(Given.ACCOUNT.accountNumber());
        assertProblem(http.get("auditor1", detail + "&account=half"), 400, "validation_failed", "account");
        clock.advance(Duration.ofMinutes(61));
        http.get("admin1", detail);
        assertThat(recorded("account_number.read")).containsExactly("admin1", "auditor1", "admin1");
        assertThat(actions("subject=" + withdrawal.reference())).contains("account_number.read");
    }

    /** Tasklist's form shows the account, too. */
    @Test
    void tellsWhoReadItInTasklist() {
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "500.00");
        WebApps admin = WebApps.login(http.url("/"), "tasklist", "admin2", People.PASSWORD);
        String task = jdbc.sql("SELECT id_ FROM act_ru_task WHERE proc_inst_id_ = ?")
                .param(withdrawal.processInstanceId())
                .query(String.class)
                .single();

        for (int i = 0; i < 2; i++) {
            assertThat(admin.get("task/" + task + "/form-variables").toString())
                    .contains(Given.ACCOUNT.accountNumber());
        }

        assertThat(recorded("account_number.read")).containsExactly("admin2");
    }

    /** Whatever leaves the desk as a file is recorded with who took it; what is here of new ones is found by the test. */
    @Test
    void tellsWhoTookAFile() {
        Withdrawal withdrawal = given.approved(given.vendor("1000.00"), "500.00");
        given.runDueJobs(withdrawal);
        clock.advance(Duration.ofMinutes(1));
        given.runDueJobs(withdrawal);
        var files = Mappings.of(requestMappingHandlerMapping).stream()
                .filter(mapping -> mapping.startsWith("GET /api/admin/") && mapping.matches(".*\\.(csv|pdf)"))
                .map(mapping -> mapping.substring(4))
                .toList();
        assertThat(files).hasSizeGreaterThanOrEqualTo(5);

        for (String file : files) {
            remember();
            String path = file.replace("{reference}", withdrawal.reference())
                    .replace("{id}", String.valueOf(reconciliation()));
            assertStatus(http.get("auditor1", path), 200);
            assertThat(jdbc.sql("SELECT action FROM audit_event WHERE id > ? AND actor = 'auditor1'"
                                    + " AND action <> 'login'")
                            .param(before)
                            .query(String.class)
                            .list())
                    .as(file)
                    .singleElement()
                    .asString()
                    .matches("\\w+\\.(exported|read)");
        }
    }

    private long reconciliation() {
        http.post(
                "admin1",
                "/api/admin/finance/reconciliation",
                "{\"day\": \"" + LocalDate.now(ZoneOffset.UTC).minusDays(1) + "\"}");
        return jdbc.sql("SELECT max(id) FROM reconciliation_run")
                .query(Long.class)
                .single();
    }

    private String account(Http.Answer answer) {
        return assertStatus(answer, 200)
                .body()
                .path("destination")
                .path("account_number")
                .asText();
    }

    private void event(String actor, String action) {
        Origin.set(new Origin(actor, List.of(Groups.OPERATIONS), "10.1.2.3", "test", null));
        try {
            audit.record(Audit.Event.of(action, "thing", subject)
                    .changed(Map.of("colour", "red"), Map.of("colour", "blue")));
        } finally {
            Origin.set(null);
        }
    }

    private JsonNode list(String query) {
        return assertStatus(http.get("auditor1", PATH + "?" + query), 200)
                .body()
                .path("results");
    }

    private List<String> actions(String query) {
        return list(query).findValuesAsText("action");
    }

    /** Who has done this since the test began. */
    private List<String> recorded(String action) {
        return jdbc.sql("SELECT actor FROM audit_event WHERE id > ? AND action = ? ORDER BY id")
                .params(before, action)
                .query(String.class)
                .list();
    }
}
