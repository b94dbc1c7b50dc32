package com.withdrawaldesk.withdrawal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.account.PaymentSettingsService;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.control.TestBinding;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.Tasklist;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.camunda.bpm.engine.FormService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Serious findings bind whoever approves, by every door; and nobody approves what is not what he has seen. */
@DeskTest
class OpenFindingsTest {

    @Autowired
    Given given;

    @Autowired
    TestBinding binding;

    @Autowired
    PaymentSettingsService settings;

    @Autowired
    Http http;

    @Autowired
    Tasklist tasklist;

    @Autowired
    FormService forms;

    @Autowired
    JdbcClient jdbc;

    private String account;
    private String vendor;

    @BeforeEach
    void bind() {
        binding.bindShared(true);
        account = "52%08d".formatted(System.nanoTime() % 100_000_000);
        vendor = given.bareVendor("9000000.00");
        settings.save(vendor, Given.account("058", account));
    }

    @AfterEach
    void bindNoMore() {
        binding.bindShared(false);
    }

    enum Finding {
        SHARED_ACCOUNT((test, withdrawal) -> test.othersUse(withdrawal.account().accountNumber())),
        NAME_MISMATCH((test, withdrawal) -> test.resolve(withdrawal, "'SOMEBODY ELSE'", "10")),
        ACCOUNT_NOT_FOUND((test, withdrawal) -> test.resolve(withdrawal, "NULL", "0"));

        private final BiConsumer<OpenFindingsTest, Withdrawal> comes;

        Finding(BiConsumer<OpenFindingsTest, Withdrawal> comes) {
            this.comes = comes;
        }

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bindsByEveryDoor(Finding finding) {
        Withdrawal first = requested("500.00");
        Withdrawal second = requested("6000000.00");
        finding.comes.accept(this, first);
        // The first admin dismisses it, which does not bind the second one.
        if (finding != Finding.SHARED_ACCOUNT) {
            finding.comes.accept(this, second);
        }
        assertStatus(approve("admin1", second, finding.code() + ": Asked by phone"), 200);
        Footprint before = Footprint.of(jdbc);

        for (Withdrawal withdrawal : List.of(first, second)) {
            for (String notes : List.of("", "Fine", finding.code() + ":", "other_finding: Asked by phone")) {
                Answer refused = assertProblem(approve("admin2", withdrawal, notes), 409, "evidence_open");
                assertThat(refused.body().at("/findings/0").asText()).isEqualTo(finding.code());
            }
            assertThat(refusedInTasklist(withdrawal, Map.of("decision", "approve")))
                    .isEqualTo("evidence_open");
        }
        JsonNode many = http.post(
                        "admin2", "/api/admin/finance/decide-many/", """
                        {"decision": "approve", "reason": "%s: Asked by phone", "references": ["%s"]}
                        """.formatted(finding.code(), first.reference()))
                .body();
        assertThat(many.at("/results/0/code").asText()).isEqualTo("evidence_open");
        assertThat(Footprint.of(jdbc).without("audit_event")).isEqualTo(before.without("audit_event"));

        tasklist.complete(
                "admin2",
                first,
                Map.of("decision", "approve", "notes", "As agreed\n" + finding.code() + ": Asked by phone"));
        assertStatus(approve("admin2", second, finding.code() + ": Mother and daughter"), 200);

        assertThat(List.of(given.now(first).stage(), given.now(second).decidedBy()))
                .containsExactly(Stage.QUEUED, "admin2");
        assertThat(jdbc.sql("""
                        SELECT after ->> 'dismissed' FROM audit_event
                        WHERE subject_id = ? AND action = 'withdrawal.approved'
                        """)
                        .param(first.id().toString())
                        .query(String.class)
                        .single())
                .isEqualTo(finding.code());
    }

    @ParameterizedTest
    @EnumSource
    void rejectsWhateverIsFound(Finding finding) {
        Withdrawal withdrawal = requested("500.00");
        finding.comes.accept(this, withdrawal);

        tasklist.complete("admin1", withdrawal, Map.of("decision", "reject", "reason", "Not yours"));

        assertThat(given.balance(vendor)).isEqualTo("9000000.00");
    }

    /** Opened by REST or as a form: what comes afterwards is told, and approved only once it was seen. */
    @ParameterizedTest
    @CsvSource({"rest", "form"})
    void refusesAnApprovalOfWhatWasNotSeen(String door) {
        for (Finding finding : Finding.values()) {
            Withdrawal withdrawal = requested("500.00");
            open(door, "admin1", withdrawal);
            finding.comes.accept(this, withdrawal);

            Answer stale = assertProblem(approve("admin1", withdrawal, "Fine"), 409, "evidence_changed");
            assertThat(stale.body().at("/changed/0").asText()).isEqualTo(finding.code());
            assertThat(refusedInTasklist("admin1", withdrawal, Map.of("decision", "approve")))
                    .isEqualTo("evidence_changed");

            open(door, "admin1", withdrawal);
            assertProblem(approve("admin1", withdrawal, "Fine"), 409, "evidence_open");
            assertStatus(approve("admin1", withdrawal, finding.code() + ": Asked by phone"), 200);
            freshAccount();
        }
    }

    @Test
    void saysThatTheRequesterHasAnotherAccountNow() {
        Withdrawal withdrawal = requested("500.00");
        open("rest", "admin1", withdrawal);
        freshAccount();

        Answer stale = assertProblem(approve("admin1", withdrawal, ""), 409, "evidence_changed");
        assertThat(stale.body().at("/changed/0").asText()).isEqualTo("account_changed");
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);

        open("rest", "admin1", withdrawal);
        assertStatus(approve("admin1", withdrawal, ""), 200);
    }

    private void freshAccount() {
        account = "53%08d".formatted(System.nanoTime() % 100_000_000);
        settings.save(vendor, Given.account("058", account));
    }

    private Withdrawal requested(String amount) {
        return given.requested(vendor, amount, Given.account("058", account));
    }

    private void othersUse(String number) {
        settings.save(given.bareVendor("0.00"), Given.account("058", number));
    }

    private void resolve(Withdrawal withdrawal, String name, String match) {
        jdbc.sql("UPDATE withdrawal SET resolved_at = now(), resolved_name = " + name + ", name_match = " + match
                        + " WHERE id = ?")
                .param(withdrawal.id())
                .update();
    }

    private void open(String door, String who, Withdrawal withdrawal) {
        if (door.equals("rest")) {
            assertStatus(http.get(who, "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.reference()), 200);
        } else {
            String task = tasklist.taskOf(withdrawal).getId();
            tasklist.as(who, tasks -> forms.getTaskFormVariables(task));
        }
    }

    private Answer approve(String admin, Withdrawal withdrawal, String notes) {
        return http.post(admin, "/api/admin/finance/approve-withdrawal/", """
                {"reference": "%s", "notes": "%s"}""".formatted(withdrawal.reference(), notes));
    }

    private String refusedInTasklist(Withdrawal withdrawal, Map<String, Object> answers) {
        return refusedInTasklist("admin2", withdrawal, answers);
    }

    private String refusedInTasklist(String admin, Withdrawal withdrawal, Map<String, Object> answers) {
        Throwable thrown = catchThrowable(() -> tasklist.complete(admin, withdrawal, answers));
        while (thrown != null && !(thrown instanceof Refusal)) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).isInstanceOf(Refusal.class);
        return ((Refusal) thrown).code().value();
    }
}
