package com.withdrawaldesk.review;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Answers;
import com.withdrawaldesk.base.web.Idempotency;
import com.withdrawaldesk.base.web.InvalidInput;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.Withdrawals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where admins decide on many withdrawals with one reason. Each is decided on its own: what is refused holds up no other. */
@RestController
@Limited(Limit.ACTIONS)
class DecideManyController {

    private static final Logger LOG = LoggerFactory.getLogger(DecideManyController.class);

    private final WithdrawalRepository withdrawals;
    private final WithdrawalFlow flow;
    private final Withdrawals steps;
    private final Idempotency idempotency;
    private final Audit audit;
    private final TransactionTemplate ownTransaction;

    DecideManyController(
            WithdrawalRepository withdrawals,
            WithdrawalFlow flow,
            Withdrawals steps,
            Idempotency idempotency,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.withdrawals = withdrawals;
        this.flow = flow;
        this.steps = steps;
        this.idempotency = idempotency;
        this.audit = audit;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    record Decisions(
            @References List<String> references,

            @NotNull(message = "Expected approve or reject.")
            @Pattern(regexp = "approve|reject", message = "Expected approve or reject.")
            String decision,

            @Text(max = 500, lines = true) String reason) {

        boolean approve() {
            return decision.equals("approve");
        }
    }

    /** What became of one of them; code and message are null when it was decided, status and stage when it was not. */
    record Outcome(String reference, boolean success, String status, String stage, String code, String message) {}

    record Outcomes(boolean success, String message, int decided, int refused, List<Outcome> results) {}

    /** The reason is the requesters' when rejecting, and required then; when approving it is kept as a note. */
    @PostMapping("/api/admin/finance/decide-many")
    @Answers(Outcomes.class)
    ResponseEntity<Object> decide(@Valid @RequestBody Decisions body, HttpServletRequest request) {
        String reason = body.reason() == null || body.reason().isBlank()
                ? null
                : body.reason().strip();
        if (!body.approve() && reason == null) {
            throw new InvalidInput("reason", "required", "Say why you reject; the requesters will read it.");
        }
        var verdict = body.approve() ? new Verdict(true, null, reason) : new Verdict(false, reason, null);
        return idempotency.optional(request, 200, body.references(), verdict).answerParts(() -> {
            List<Outcome> results = body.references().stream()
                    .map(reference -> decide(reference, verdict))
                    .toList();
            int decided = (int) results.stream().filter(Outcome::success).count();
            int refused = results.size() - decided;
            return new Outcomes(refused == 0, message(verdict, decided, refused), decided, refused, results);
        });
    }

    private Outcome decide(String reference, Verdict verdict) {
        try {
            return ownTransaction.execute(tx -> {
                Withdrawal withdrawal = withdrawals
                        .lockIfAny(reference)
                        .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal."));
                withdrawal.requireUnderReview();
                if (withdrawal.priority().equals("high")) {
                    throw new Refusal(
                            Code.HIGH_PRIORITY, "This withdrawal has a high priority, so it is reviewed on its own.");
                }
                if (verdict.approve()) {
                    steps.requireNothingSerious(reference);
                }
                flow.decide(withdrawal, verdict);
                return new Outcome(
                        reference,
                        true,
                        withdrawal.stage().status().value(),
                        withdrawal.stage().value(),
                        null,
                        null);
            });
        } catch (Refusal refusal) {
            audit.recordRefused(Audit.Event.of("withdrawal.decide_many", "reference", reference)
                    .because(refusal.code().value() + ": " + refusal.getMessage()));
            return refused(reference, refusal);
        } catch (RuntimeException failure) {
            LOG.error("{} could not be decided", reference, failure);
            return refused(reference, new Refusal(Code.INTERNAL_ERROR, "This one was not decided. Please try again."));
        }
    }

    private static Outcome refused(String reference, Refusal refusal) {
        return new Outcome(reference, false, null, null, refusal.code().value(), refusal.getMessage());
    }

    private static String message(Verdict verdict, int decided, int refused) {
        String done = decided + (verdict.approve() ? " approved" : " rejected");
        return refused == 0 ? done + "." : done + ", " + refused + " not.";
    }
}
