package com.withdrawaldesk.withdrawal.process;

import static com.withdrawaldesk.base.refusal.Code.CONFLICT;
import static com.withdrawaldesk.withdrawal.process.Refused.refusedWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.emergency.EmergencyRefunds;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Footprint;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import java.time.Duration;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What the desk is told to do while the process of a withdrawal does not listen, or is not as it should be: all of it or nothing. */
@DeskTest
class StandingStillTest {

    @Autowired
    Given given;

    @Autowired
    WithdrawalFlow flow;

    @Autowired
    WithdrawalRepository withdrawals;

    @Autowired
    EmergencyRefunds emergency;

    @Autowired
    PayoutHints hints;

    @Autowired
    RuntimeService runtime;

    @Autowired
    ManagementService management;

    @Autowired
    RepositoryService repository;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    TestClock clock;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    private Withdrawal suspended;

    /** What is the matter with the process. */
    enum Fault {
        SUSPENDED,
        DELETED,
        /** One of its jobs has stopped for good. */
        FAILED,
        /** A newer diagram was deployed since it began. */
        OF_AN_OLDER_VERSION;

        private boolean hears() {
            return this == FAILED || this == OF_AN_OLDER_VERSION;
        }
    }

    /** What the desk is told. */
    enum Command {
        APPROVE,
        REJECT,
        CANCEL,
        CHECK_PAYOUT,
        EMERGENCY_REFUND
    }

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        if (suspended != null) {
            runtime.activateProcessInstanceById(suspended.processInstanceId());
        }
        assertThat(invariants.violations()).isEmpty();
    }

    static Stream<Arguments> commands() {
        return commandsOf(false);
    }

    static Stream<Arguments> commandsThatAreHeard() {
        return commandsOf(true);
    }

    private static Stream<Arguments> commandsOf(boolean heard) {
        return Stream.of(Command.values()).flatMap(command -> Stream.of(Fault.values())
                .filter(fault -> fault.hears() == heard)
                .map(fault -> Arguments.of(command, fault)));
    }

    @ParameterizedTest(name = "{0} of one that is {1}")
    @MethodSource("commandsThatAreHeard")
    void isDoneAsAtAnyTime(Command command, Fault fault) {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = command == Command.CHECK_PAYOUT
                ? given.approved(vendor, "50000.00")
                : given.requested(vendor, "50000.00");
        given.runDueJobs(withdrawal);
        String newer = null;
        if (fault == Fault.FAILED) {
            management.setJobRetries(
                    management
                            .createJobQuery()
                            .processInstanceId(withdrawal.processInstanceId())
                            .list()
                            .get(0)
                            .getId(),
                    0);
        } else {
            newer = repository
                    .createDeployment()
                    .addString(
                            "withdrawal.bpmn",
                            Bpmn.convertToString(Models.bpmn("withdrawal"))
                                    .replace("Notify requester of", "Tell requester of")
                                    .replaceAll("versionTag=\"\\d+\"", "versionTag=\"9999\""))
                    .deploy()
                    .getId();
        }
        try {
            clock.advance(Duration.ofSeconds(5));
            transaction.executeWithoutResult(tx -> tell(command, withdrawal));
            given.runDueJobs(withdrawal);
            if (command == Command.APPROVE) {
                given.later(Duration.ofSeconds(10), withdrawal);
            }

            boolean paid = command == Command.APPROVE || command == Command.CHECK_PAYOUT;
            assertThat(given.now(withdrawal).stage())
                    .isEqualTo(
                            switch (command) {
                                case REJECT -> Stage.REJECTED;
                                case CANCEL -> Stage.CANCELLED;
                                case EMERGENCY_REFUND -> Stage.REFUNDED;
                                default -> Stage.COMPLETED;
                            });
            assertThat(given.balance(vendor)).isEqualTo(paid ? "30000.00" : "80000.00");
        } finally {
            if (newer != null) {
                repository.deleteDeployment(newer, true);
            }
        }
    }

    @Test
    void doesNotSayThatItAsksWhereAskingHasStopped() {
        Withdrawal withdrawal = given.approved(given.vendor("80000.00"), "50000.00");
        given.runDueJobs(withdrawal);
        transaction.executeWithoutResult(tx -> tell(Command.CHECK_PAYOUT, withdrawal));
        String check = management
                .createJobQuery()
                .processInstanceId(withdrawal.processInstanceId())
                .singleResult()
                .getId();
        management.setJobRetries(check, 0);

        assertThatThrownBy(() -> transaction.executeWithoutResult(tx -> tell(Command.CHECK_PAYOUT, withdrawal)))
                .satisfies(refusedWith(CONFLICT));

        management.setJobRetries(check, 1);
        given.later(Duration.ofSeconds(5), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    @ParameterizedTest(name = "{0} of one that is {1}")
    @MethodSource("commands")
    void doesNothingByHalves(Command command, Fault fault) {
        Withdrawal withdrawal = command == Command.CHECK_PAYOUT
                ? given.approved(given.vendor("80000.00"), "50000.00")
                : given.requested(given.vendor("80000.00"), "50000.00");
        given.runDueJobs(withdrawal);

        // Deleted for the time of the test alone: an invariant would rightly complain afterwards.
        transaction.executeWithoutResult(tx -> {
            if (fault == Fault.SUSPENDED) {
                runtime.suspendProcessInstanceById(withdrawal.processInstanceId());
            } else {
                runtime.deleteProcessInstance(withdrawal.processInstanceId(), "for a test");
            }
            Footprint before = Footprint.of(jdbc);
            assertThatThrownBy(() -> tell(command, withdrawal)).satisfies(refusedWith(CONFLICT));
            assertThat(Footprint.of(jdbc).without("withdrawal", "payout_attempt", "audit_event"))
                    .isEqualTo(before.without("withdrawal", "payout_attempt", "audit_event"));
            tx.setRollbackOnly();
        });
    }

    @Test
    void cancelsAgainOnceItIsActivated() {
        String vendor = given.vendor("80000.00");
        Withdrawal withdrawal = given.requested(vendor, "50000.00");
        runtime.suspendProcessInstanceById(withdrawal.processInstanceId());

        assertThatThrownBy(() -> given.cancel(withdrawal)).satisfies(refusedWith(CONFLICT));
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.IN_REVIEW);
        assertThat(given.balance(vendor)).isEqualTo("30000.00");

        runtime.activateProcessInstanceById(withdrawal.processInstanceId());
        given.cancel(withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.CANCELLED);
        assertThat(given.balance(vendor)).isEqualTo("80000.00");
    }

    @Test
    void remembersWhatTheBankSaidMeanwhile() {
        // Given a payout that the bank has, and whose process is suspended
        Withdrawal withdrawal = given.approved(given.vendor("80000.00"), "50000.00");
        given.runDueJobs(withdrawal);
        runtime.suspendProcessInstanceById(withdrawal.processInstanceId());
        suspended = withdrawal;
        clock.advance(Duration.ofSeconds(3));

        assertThat(hints.heard(given.payoutOf(withdrawal), Result.PAID)).isTrue();

        assertThat(jdbc.sql("SELECT hints - hints_taken FROM payout_attempt WHERE withdrawal_id = ?")
                        .param(withdrawal.id())
                        .query(Integer.class)
                        .single())
                .isOne();
        runtime.activateProcessInstanceById(withdrawal.processInstanceId());
        given.later(Duration.ofSeconds(10), withdrawal);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.COMPLETED);
    }

    private void tell(Command command, Withdrawal withdrawal) {
        switch (command) {
            case APPROVE -> decide(withdrawal, new Verdict(true, null, null));
            case REJECT -> decide(withdrawal, new Verdict(false, "No", null));
            case CANCEL -> flow.cancel(withdrawals.lock(withdrawal.reference()));
            case CHECK_PAYOUT ->
                given.as(
                        "operator1",
                        Groups.OPERATIONS,
                        () -> flow.checkPayout(
                                withdrawals.find(withdrawal.reference()).orElseThrow()));
            case EMERGENCY_REFUND ->
                given.as(
                        "admin2",
                        Groups.BUSINESS_ADMINS,
                        () -> emergency.refund(emergency.look(withdrawal.id(), "admin3"), "admin3", "Down"));
        }
    }

    private void decide(Withdrawal withdrawal, Verdict verdict) {
        given.as(
                "admin1", Groups.BUSINESS_ADMINS, () -> flow.decide(withdrawals.lock(withdrawal.reference()), verdict));
    }
}
