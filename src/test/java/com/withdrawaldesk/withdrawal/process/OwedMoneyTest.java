package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.base.refusal.Code.DECISION_INVALID;
import static com.withdrawaldesk.base.refusal.Code.INSUFFICIENT_BALANCE;
import static com.withdrawaldesk.base.refusal.Code.PROOF_USED;
import static com.withdrawaldesk.base.refusal.Code.REASON_REQUIRED;
import static com.withdrawaldesk.base.refusal.Code.SECOND_PERSON_REQUIRED;
import static com.withdrawaldesk.base.refusal.Code.VALIDATION_FAILED;
import static com.withdrawaldesk.withdrawal.process.Refused.refusedWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.Course;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a requester owes is repaid, written off or sent back by the bank: by two persons, in parts, never more than is owed. */
@DeskTest
@TakesEveryFlow(of = "receivable")
class OwedMoneyTest {

    @Autowired
    Given given;

    @Autowired
    Course course;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TaskService tasks;

    @Autowired
    TestClock clock;

    @Autowired
    PayoutHints hints;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    @Test
    void isRepaidInPartsOrWrittenOffByTwoPersons() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = owing(vendor);
        String proof = "IN-" + withdrawal.reference();

        assertThatThrownBy(() -> answer("admin1", withdrawal, Map.of("resolution", "forgotten", "reason", "Why")))
                .satisfies(refusedWith(DECISION_INVALID));
        assertThatThrownBy(() -> answer("admin1", withdrawal, Map.of("resolution", "written_off")))
                .satisfies(refusedWith(REASON_REQUIRED));
        assertThatThrownBy(() -> answer(
                        "admin1",
                        withdrawal,
                        Map.of("resolution", "written_off", "reason", "Why", "repaid_amount", "50000.02")))
                .satisfies(refusedWith(VALIDATION_FAILED));
        assertThatThrownBy(() -> answer("admin1", withdrawal, Map.of("resolution", "repaid_to_bank", "reason", "Why")))
                .satisfies(refusedWith(REASON_REQUIRED));

        // Repaid to the bank in part, which is refused the first time
        answer("admin1", withdrawal, toBank("20000.01", proof));
        assertThatThrownBy(() -> answer("admin1", withdrawal, Map.of("confirmation", "confirmed")))
                .satisfies(refusedWith(SECOND_PERSON_REQUIRED));
        answer("admin2", withdrawal, Map.of("confirmation", "not_confirmed", "reason", "Not there yet"));
        assertThat(owed(withdrawal)).isEqualTo(5_000_001L);
        answer("admin2", withdrawal, toBank("20000.01", proof));
        answer("admin1", withdrawal, Map.of("confirmation", "confirmed"));
        assertThat(owed(withdrawal)).isEqualTo(3_000_000L);

        // Repaid from the wallet in part, and the rest given up
        answer(
                "admin1",
                withdrawal,
                Map.of("resolution", "repaid_from_wallet", "reason", "Agreed", "repaid_amount", "10000"));
        answer("admin2", withdrawal, Map.of("confirmation", "confirmed"));
        assertThat(given.balance(vendor)).isEqualTo("70000.00");
        answer("admin1", withdrawal, Map.of("resolution", "written_off", "reason", "Gone"));
        answer("admin2", withdrawal, Map.of("confirmation", "confirmed"));

        assertThat(owed(withdrawal)).isZero();
        assertThat(taskOf(withdrawal)).isNull();
        assertThat(kinds(withdrawal))
                .containsSubsequence(
                        "paid_after_all", "receivable_repaid", "receivable_repaid", "receivable_written_off");
        assertThat(actions(withdrawal))
                .contains("receivable.repaid_to_bank", "receivable.not_confirmed", "receivable.confirmed");

        // What proved it proves nothing else.
        Withdrawal other = owing(given.vendor("80000.00"));
        assertThatThrownBy(() -> answer("admin1", other, toBank("50000.01", proof)))
                .satisfies(refusedWith(PROOF_USED));
        writeOff(other);
    }

    @Test
    void isNotTakenFromAWalletThatDoesNotCoverIt() {
        String vendor = given.vendor("50000.01");
        Withdrawal withdrawal = owing(vendor);
        Withdrawal next = given.requested(vendor, "50000.00");

        answer("admin1", withdrawal, Map.of("resolution", "repaid_from_wallet", "reason", "Agreed"));
        assertThatThrownBy(() -> answer("admin2", withdrawal, Map.of("confirmation", "confirmed")))
                .satisfies(refusedWith(INSUFFICIENT_BALANCE));

        given.cancel(next);
        answer("admin2", withdrawal, Map.of("confirmation", "confirmed"));
        assertThat(given.balance(vendor)).isEqualTo("0.00");
    }

    @Test
    void endsWhenTheBankSendsItBack() {
        Withdrawal withdrawal = owing(given.vendor("80000.00"));
        Task settling = taskOf(withdrawal);
        String payout = given.payoutOf(withdrawal);

        jdbc.sql("UPDATE sandbox_transfer SET amount_minor = 5000003 WHERE reference = ?")
                .param(payout)
                .update();
        hints.heard(payout, Result.REVERSED);
        course.afterwards(withdrawal);

        assertThat(owed(withdrawal)).isZero();
        assertThat(taskOf(withdrawal)).isNull();
        assertThatThrownBy(
                        () -> tasklist.complete("admin1", settling, Map.of("resolution", "written_off", "reason", "x")))
                .isInstanceOf(RuntimeException.class);
    }

    /** The database refuses what the code would not do. */
    @Test
    void isNeverSettledBeyondWhatIsOwed() {
        Withdrawal withdrawal = owing(given.vendor("80000.00"));
        String account = "receivable:" + withdrawal.requesterId();

        for (String transfer : List.of(
                "'receivable_written_off', 'platform:losses', '" + account + "', 5000002",
                "'receivable_repaid', 'platform:bank', 'receivable:somebody', 100",
                "'receivable_returned', 'platform:bank', '" + account + "', 100",
                "'repayment_returned', '" + account + "', 'wallet:"
                        + withdrawal.movement().walletId() + "', 100",
                "'paid_after_all', '" + account + "', 'platform:bank', 5000001",
                "'return_charge', 'platform:return_charges', 'platform:bank', 100")) {
            assertThatThrownBy(() -> jdbc.sql("""
                                    INSERT INTO ledger_transfer (kind, debit_account, credit_account, amount_minor, withdrawal_id,
                                                                 reference, description, wallet_balance_minor)
                                    VALUES (%s, ?, 'x', 'x', %s)
                                    """.formatted(transfer, transfer.contains("wallet:") ? "1" : "NULL"))
                            .param(withdrawal.id())
                            .update())
                    .as(transfer)
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining(transfer.substring(1, transfer.indexOf("',")));
        }
        writeOff(withdrawal);
        assertThatThrownBy(() -> writeOff(withdrawal)).isInstanceOf(RuntimeException.class);
    }

    /** A withdrawal of 50,000.01 that was refunded and paid after that. */
    private Withdrawal owing(String vendor) {
        Withdrawal withdrawal = given.approved(vendor, "50000.01");
        given.runDueJobs(withdrawal);
        given.later(Duration.ofSeconds(10), withdrawal);
        given.later(Duration.ofMinutes(15), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.FAILED);
        String payout = given.payoutOf(withdrawal);
        jdbc.sql("UPDATE sandbox_transfer SET amount_minor = 5000000 WHERE reference = ?")
                .param(payout)
                .update();
        hints.heard(payout, Result.PAID);
        course.afterwards(withdrawal);
        return withdrawal;
    }

    private static Map<String, Object> toBank(String amount, String proof) {
        return Map.of(
                "resolution", "repaid_to_bank", "reason", "Seen", "repaid_amount", amount, "bank_reference", proof);
    }

    private void writeOff(Withdrawal withdrawal) {
        answer("admin1", withdrawal, Map.of("resolution", "written_off", "reason", "Gone"));
        answer("admin2", withdrawal, Map.of("confirmation", "confirmed"));
    }

    private void answer(String user, Withdrawal withdrawal, Map<String, Object> answers) {
        tasklist.complete(user, taskOf(withdrawal), answers);
    }

    private Task taskOf(Withdrawal withdrawal) {
        return tasks.createTaskQuery()
                .processDefinitionKey("receivable")
                .processInstanceBusinessKey(withdrawal.reference())
                .singleResult();
    }

    private long owed(Withdrawal withdrawal) {
        return jdbc.sql("""
                        SELECT sum(CASE WHEN debit_account LIKE 'receivable:%' THEN amount_minor
                                        WHEN credit_account LIKE 'receivable:%' THEN -amount_minor END)::bigint
                        FROM ledger_transfer WHERE withdrawal_id = ?
                        """).param(withdrawal.id()).query(Long.class).single();
    }

    private List<String> kinds(Withdrawal withdrawal) {
        return jdbc.sql("SELECT kind FROM ledger_transfer WHERE withdrawal_id = ? ORDER BY id")
                .param(withdrawal.id())
                .query(String.class)
                .list();
    }

    private List<String> actions(Withdrawal withdrawal) {
        return jdbc.sql("SELECT action FROM audit_event WHERE subject_id = ?")
                .param(withdrawal.id().toString())
                .query(String.class)
                .list();
    }
}
