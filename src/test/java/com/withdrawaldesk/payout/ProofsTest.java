package com.withdrawaldesk.payout;

import static com.withdrawaldesk.base.refusal.Code.PROOF_INVALID;
import static com.withdrawaldesk.base.refusal.Code.PROOF_USED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.operations.Invariants;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.support.Tasklist;
import com.withdrawaldesk.support.TestClock;
import com.withdrawaldesk.support.Together;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A bank's reference proves one payment, wherever people give it and however they write it. */
@DeskTest
class ProofsTest {

    /** In tests, people transfer what is above 9,000,000; two confirm what is above 12,000,000. */
    private static final String BY_HAND = "9500000.00";

    private static final String BY_TWO = "13000000.00";

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Tasklist tasklist;

    @Autowired
    TestClock clock;

    @Autowired
    Invariants invariants;

    @Autowired
    JdbcClient jdbc;

    private String proof;

    @BeforeEach
    void takeAFreshReference() {
        people.add("operator2", Groups.OPERATIONS);
        proof = "GTB/2026/" + Long.toString(System.nanoTime(), 36).toUpperCase();
    }

    @AfterEach
    void everythingAddsUp() {
        clock.reset();
        assertThat(invariants.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"same", "lower", "spaced"})
    void isRefusedWhereverItIsGivenAgain(String spelling) {
        Withdrawal paid = awaitingTransfer(BY_HAND);
        tasklist.complete("operator1", paid, Map.of("bank_reference", proof));
        assertThat(given.now(paid).stage()).isEqualTo(Stage.COMPLETED);
        String again =
                switch (spelling) {
                    case "lower" -> proof.toLowerCase();
                    case "spaced" -> " " + proof.replace("/", " - ") + " ";
                    default -> proof;
                };

        for (String amount : List.of(BY_HAND, BY_TWO)) {
            Withdrawal other = awaitingTransfer(amount);
            Refusal refusal = refusal(() -> tasklist.complete("operator1", other, Map.of("bank_reference", again)));
            assertThat(refusal.code()).isEqualTo(PROOF_USED);
            assertThat(refusal.getMessage()).contains(paid.reference());
            assertThat(given.now(other).stage()).isEqualTo(Stage.AWAITING_TRANSFER);
        }
        Withdrawal investigated = investigated();
        assertThat(refusal(() -> tasklist.complete(
                                "operator1",
                                investigated,
                                Map.of("resolution", "paid", "bank_reference", again, "reason", "Seen")))
                        .code())
                .isEqualTo(PROOF_USED);
        assertThat(given.now(investigated).stage()).isEqualTo(Stage.INVESTIGATING);
    }

    @Test
    void isRefusedWhenAProviderGaveItForAnotherPayout() {
        Withdrawal paid = given.approved(given.vendor("80000.00"), "50000.00");
        given.runDueJobs(paid);
        given.later(Duration.ofSeconds(10), paid);
        String sandbox = given.now(paid).bankReference();
        Withdrawal other = awaitingTransfer(BY_HAND);

        assertThat(refusal(() -> tasklist.complete("operator1", other, Map.of("bank_reference", sandbox)))
                        .code())
                .isEqualTo(PROOF_USED);
    }

    @Test
    void isFreeAgainWhenTheSecondPersonDoesNotConfirmIt() {
        Withdrawal wrong = awaitingTransfer(BY_TWO);
        tasklist.complete("operator1", wrong, Map.of("bank_reference", proof));
        tasklist.complete("operator2", wrong, Map.of("resolution", "not_confirmed", "reason", "Another's"));

        Withdrawal right = awaitingTransfer(BY_HAND);
        tasklist.complete("operator1", right, Map.of("bank_reference", proof));

        assertThat(given.now(right).stage()).isEqualTo(Stage.COMPLETED);
    }

    @Test
    void provesOneOfTwoThatAreRecordedAtOnce() {
        Withdrawal one = awaitingTransfer(BY_HAND);
        Withdrawal two = awaitingTransfer(BY_HAND);

        List<Throwable> failures = Together.run(
                () -> tasklist.complete("operator1", one, Map.of("bank_reference", proof)),
                () -> tasklist.complete("operator2", two, Map.of("bank_reference", proof)));

        assertThat(failures.stream().filter(Objects::nonNull)).hasSize(1);
        assertThat(List.of(given.now(one).stage(), given.now(two).stage()))
                .containsExactlyInAnyOrder(Stage.COMPLETED, Stage.AWAITING_TRANSFER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "----", "0000000", "aaAA-aaaa", "₦₦₦₦₦₦"})
    void refusesWhatProvesNothing(String nothing) {
        Withdrawal withdrawal = awaitingTransfer(BY_HAND);

        Code code = refusal(() -> tasklist.complete("operator1", withdrawal, Map.of("bank_reference", nothing)))
                .code();

        assertThat(code).isEqualTo(PROOF_INVALID);
        assertThat(given.now(withdrawal).stage()).isEqualTo(Stage.AWAITING_TRANSFER);
    }

    private Withdrawal awaitingTransfer(String amount) {
        Withdrawal withdrawal = given.approved(given.vendor("13000000.00"), amount);
        given.decide("admin2", withdrawal, new Verdict(true, null, null));
        return withdrawal;
    }

    /** The bank took it and forgot it, and was asked as often as it is ever asked. */
    private Withdrawal investigated() {
        Withdrawal withdrawal = given.approved(given.vendor("80000.00"), "50000.00");
        given.runDueJobs(withdrawal);
        jdbc.sql("DELETE FROM sandbox_transfer WHERE reference = ?")
                .param(given.payoutOf(withdrawal))
                .update();
        for (int days = 0; days < 3; days++) {
            given.later(Duration.ofSeconds(10), withdrawal);
            given.later(Duration.ofHours(24), withdrawal);
        }
        return withdrawal;
    }

    private static Refusal refusal(ThrowingCallable work) {
        Throwable thrown = catchThrowable(work);
        while (thrown != null && !(thrown instanceof Refusal)) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).isNotNull();
        return (Refusal) thrown;
    }
}
