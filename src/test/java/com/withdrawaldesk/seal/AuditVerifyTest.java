package com.withdrawaldesk.seal;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.Forger.forge;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.People;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the audit trail is as it was sealed, by REST. */
@DeskTest
class AuditVerifyTest {

    private static final String PATH = "/api/admin/audit/verify/";

    @Autowired
    Http http;

    @Autowired
    People people;

    @Autowired
    Audit audit;

    @Autowired
    AuditSeals seals;

    @Autowired
    AuditVerification verification;

    @Autowired
    JdbcClient jdbc;

    private String auditor;
    private String subject;

    @BeforeEach
    void somethingSealed() {
        auditor = "auditor" + Long.toString(System.nanoTime(), 36);
        people.add(auditor, Groups.AUDITORS);
        subject = UUID.randomUUID().toString();
        audit.record(Audit.Event.of("thing.done", "thing", subject));
        seals.run();
    }

    @Test
    void tellsAnAuditorThatAllIsAsItWas() {
        var latest = verification.latest();

        JsonNode all = assertStatus(http.get(auditor, PATH + "?anchor=" + latest.anchor()), 200)
                .body();

        assertThat(all.path("intact").asBoolean()).isTrue();
        assertThat(all.path("findings")).isEmpty();
        assertThat(all.path("to").asLong()).isEqualTo(latest.seal());
        assertThat(all.path("rows").asLong()).isEqualTo(latest.rows());
        assertThat(all.at("/latest/anchor").asText()).isEqualTo(latest.anchor());
        assertThat(all.at("/unsealed/rows").isNumber()).isTrue();
        assertThat(all.has("next")).isFalse();
        JsonNode last = assertStatus(http.get(auditor, PATH + "?seal=" + latest.seal()), 200)
                .body();
        assertThat(last.path("from").asLong()).isEqualTo(latest.seal());
        assertThat(last.path("intact").asBoolean()).isTrue();
        assertThat(jdbc.sql("SELECT count(*) FROM audit_event WHERE actor = ? AND action = 'audit.verified'")
                        .param(auditor)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void namesTheFirstRowThatWasTamperedWith() {
        long row = jdbc.sql("SELECT id FROM audit_event WHERE subject_id = ?")
                .param(subject)
                .query(Long.class)
                .single();
        forge("audit_event", "UPDATE audit_event SET reason = 'x' WHERE id = ?", row);
        try {
            JsonNode told = assertStatus(http.get(auditor, PATH), 200).body();

            assertThat(told.path("intact").asBoolean()).isFalse();
            assertThat(told.at("/findings/0/kind").asText()).isEqualTo("row_changed");
            assertThat(told.at("/findings/0/row").asLong()).isEqualTo(row);
        } finally {
            forge("audit_event", "UPDATE audit_event SET reason = NULL WHERE id = ?", row);
        }
    }

    @Test
    void missesTheSealOfAnAnchor() {
        JsonNode told = assertStatus(http.get(auditor, PATH + "?anchor=999999-" + "0".repeat(64)), 200)
                .body();

        assertThat(told.path("intact").asBoolean()).isFalse();
        assertThat(told.at("/findings/0/kind").asText()).isEqualTo("end_removed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seal=0", "seal=-1", "seal=x", "anchor=57", "limit=5", "other=1"})
    void refusesWhatItDoesNotKnow(String query) {
        assertProblem(http.get(auditor, PATH + "?" + query), 400, "validation_failed", query.replaceFirst("=.*", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin1", "operator1"})
    void isForAuditorsAlone(String other) {
        assertProblem(http.get(other, PATH), 403, "forbidden");
    }
}
