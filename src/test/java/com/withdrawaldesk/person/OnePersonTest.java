package com.withdrawaldesk.person;

import static com.withdrawaldesk.support.Answers.assertProblem;
import static com.withdrawaldesk.support.Answers.assertStatus;
import static com.withdrawaldesk.support.TestServers.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.support.DeskTest;
import com.withdrawaldesk.support.Given;
import com.withdrawaldesk.support.Http;
import com.withdrawaldesk.support.Http.Answer;
import com.withdrawaldesk.support.People;
import com.withdrawaldesk.withdrawal.Tellers;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.transaction.support.TransactionTemplate;

/** Wherever two people are needed, one who comes under two names is refused: by the code, and again by the database. */
@DeskTest
class OnePersonTest {

    private static final String ID = "/api/admin/identities/";
    private static final Verdict APPROVE = new Verdict(true, null, null);
    private static final AtomicInteger NEXT = new AtomicInteger();

    @Autowired
    Http http;

    @Autowired
    Given given;

    @Autowired
    People people;

    @Autowired
    Tellers tellers;

    @Autowired
    WithdrawalRepository withdrawals;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    /** How somebody comes to be two. */
    enum Twice {
        BY_CASE,
        BY_LINK,
        BY_LINK_OF_LINKS
    }

    private String local;
    private String token;

    @BeforeEach
    void meet() {
        local = "ada" + NEXT.incrementAndGet() + "x" + Long.toString(System.nanoTime(), 36);
        people.add(local, Groups.BUSINESS_ADMINS, Groups.OPERATIONS);
        token = "idp." + local + "@example.com";
    }

    @AfterEach
    void forget() {
        jdbc.sql("DELETE FROM person_identity").update();
        people.remove(local);
    }

    private void become(Twice how) {
        switch (how) {
            case BY_CASE -> token = local.toUpperCase(Locale.ROOT);
            case BY_LINK -> link(local, token);
            case BY_LINK_OF_LINKS -> {
                link(token.toUpperCase(Locale.ROOT), "between-" + local);
                link(local, "Between-" + local);
            }
        }
    }

    private void link(String one, String other) {
        assertStatus(
                http.post("engineadmin", ID, "{\"user\": \"%s\", \"same_as\": \"%s\"}".formatted(one, other)), 201);
    }

    private Answer asToken(String method, String path, String body, String... groups) {
        return http.send(
                method, null, path, body, "Authorization", "Bearer " + ISSUER.sign(ISSUER.claims(token, groups)));
    }

    private Answer decideAsToken(String what, Withdrawal withdrawal, String field) {
        return asToken(
                "POST",
                "/api/admin/finance/" + what + "-withdrawal/",
                "{\"reference\": \"%s\", \"%s\": \"Checked\"}".formatted(withdrawal.reference(), field),
                Groups.BUSINESS_ADMINS);
    }

    @ParameterizedTest
    @EnumSource
    void decidesOnNothingThatTheyStartedUnderAnotherName(Twice how) {
        become(how);
        String vendor = given.vendor("1000.00");
        Answer started = assertStatus(
                http.post(
                        local,
                        "/api/admin/finance/trigger-payout/",
                        "{\"vendor\": \"%s\", \"amount\": \"500.00\"}".formatted(vendor)),
                201);
        Withdrawal withdrawal = find(started.body().path("reference").asText());

        assertProblem(decideAsToken("approve", withdrawal, "notes"), 403, "own_request");
        assertProblem(decideAsToken("reject", withdrawal, "reason"), 403, "own_request");
        Answer detail = asToken(
                "GET", "/api/admin/finance/withdrawal-detail/?id=" + withdrawal.id(), null, Groups.BUSINESS_ADMINS);
        assertThat(detail.body().toString()).contains("You asked for this withdrawal");
        assertRefusedByDatabase(withdrawal);
    }

    @ParameterizedTest
    @EnumSource
    void decidesOnNothingThatTheyAskedForAsAVendor(Twice how) {
        String vendor = given.vendor("1000.00");
        people.remove(local);
        local = vendor;
        token = "idp." + vendor;
        become(how);
        Withdrawal withdrawal = given.requested(vendor, "500.00");

        assertProblem(decideAsToken("approve", withdrawal, "notes"), 403, "own_request");
        assertRefusedByDatabase(withdrawal);
    }

    /** Above the threshold of the tests two admins have to approve. */
    @ParameterizedTest
    @EnumSource
    void isNoSecondAdmin(Twice how) {
        become(how);
        Withdrawal withdrawal = given.requested(given.vendor("6000000.00"), "5500000.00");
        assertStatus(
                http.post(
                        local,
                        "/api/admin/finance/approve-withdrawal/",
                        "{\"reference\": \"" + withdrawal.reference() + "\"}"),
                200);

        assertProblem(decideAsToken("approve", withdrawal, "notes"), 403, "second_person_required");
        assertRefusedByDatabase(withdrawal);
    }

    @ParameterizedTest
    @EnumSource
    void saysOfNothingThatTheyApprovedWhetherItWasPaid(Twice how) {
        become(how);
        Withdrawal first = byHand();
        assertStatus(decideAsToken("approve", first, "notes"), 200);
        given.decide("admin2", first, APPROVE);
        Withdrawal second = byHand();
        given.decide("admin2", second, APPROVE);
        assertStatus(decideAsToken("approve", second, "notes"), 200);

        for (Withdrawal withdrawal : List.of(first, second)) {
            assertSecondPersonRequired(local, () -> tellers.recordBankTransfer(withdrawal.reference(), "B-1", null));
            assertSecondPersonRequired(local, () -> tellers.foundUnpaid(withdrawal.reference(), "Not there"));
        }
    }

    /** Above the threshold of the tests a hand transfer takes two. */
    @ParameterizedTest
    @EnumSource
    void confirmsNoTransferThatTheyRecorded(Twice how) {
        become(how);
        Withdrawal withdrawal = byHand();
        given.decide("admin1", withdrawal, APPROVE);
        given.decide("admin2", withdrawal, APPROVE);
        asTeller(
                local, () -> tellers.recordBankTransfer(withdrawal.reference(), "GTB-" + withdrawal.reference(), null));

        assertSecondPersonRequired(token, () -> tellers.confirmBankTransfer(withdrawal.reference(), true, null));
        assertSecondPersonRequired(token, () -> tellers.confirmRefund(withdrawal.reference(), true, null));
    }

    /** Above the threshold of the tests, so it is paid by hand, which two people record, and two admins approve it. */
    private Withdrawal byHand() {
        return given.requested(given.vendor("13000000.00"), "12500000.00");
    }

    private void assertSecondPersonRequired(String teller, Runnable work) {
        assertThatThrownBy(() -> asTeller(teller, work))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(Code.SECOND_PERSON_REQUIRED));
    }

    @ParameterizedTest
    @EnumSource
    void confirmsNoEmergencyRefundThatTheyProposed(Twice how) {
        become(how);
        Withdrawal withdrawal = given.requested(given.vendor("1000.00"), "500.00");
        Answer proposed = assertStatus(
                http.post(
                        local,
                        "/api/admin/finance/emergency-refund/",
                        "{\"reference\": \"%s\", \"reason\": \"Interrupted\", \"dry_run\": false}"
                                .formatted(withdrawal.reference())),
                201);
        long id = proposed.body().at("/proposal/id").asLong();
        String confirm = "/api/admin/finance/emergency-refund/" + id + "/confirm/";

        assertProblem(asToken("POST", confirm, "", Groups.BUSINESS_ADMINS), 403, "second_person_required");
        assertThatThrownBy(() -> jdbc.sql("""
                                UPDATE emergency_refund SET state = 'confirmed', decided_by = ?, decided_at = now() WHERE id = ?
                                """).params(token, id).update())
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(given.now(withdrawal).stage().underReview()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void refundsNothingInAnEmergencyThatTheyAskedFor(Twice how) {
        String vendor = given.vendor("1000.00");
        people.remove(local);
        local = vendor;
        token = "idp." + vendor;
        become(how);
        Withdrawal withdrawal = given.requested(vendor, "500.00");

        Answer look = assertStatus(
                asToken(
                        "POST",
                        "/api/admin/finance/emergency-refund/",
                        "{\"reference\": \"%s\", \"reason\": \"Interrupted\"}".formatted(withdrawal.reference()),
                        Groups.BUSINESS_ADMINS),
                200);

        assertThat(look.body().path("refundable").asInt()).isZero();
    }

    private void asTeller(String user, Runnable work) {
        if (user.equals(token)) {
            var login = Jwt.withTokenValue("-")
                    .header("alg", "RS256")
                    .expiresAt(Instant.now().plusSeconds(300))
                    .build();
            SecurityContextHolder.getContext()
                    .setAuthentication(new JwtAuthenticationToken(
                            login, AuthorityUtils.createAuthorityList(Groups.OPERATIONS), user));
        }
        try {
            given.as(user, Groups.OPERATIONS, () -> transaction.executeWithoutResult(tx -> work.run()));
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    /** The application's role, which no trigger of its own lets through, is refused as well. */
    private void assertRefusedByDatabase(Withdrawal withdrawal) {
        assertThatThrownBy(() -> jdbc.sql("""
                                UPDATE withdrawal SET stage = 'queued', decision = 'approve', decided_by = ?, decided_at = now()
                                WHERE id = ?
                                """).params(token, withdrawal.id()).update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    private Withdrawal find(String reference) {
        return transaction.execute(tx -> withdrawals.find(reference).orElseThrow());
    }
}
