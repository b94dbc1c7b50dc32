package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.api.Code;
import com.withdrawaldesk.api.Refusal;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.HashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Drives the engine: the one place where processes are started, tasks completed and messages correlated. */
@Component
class CamundaFlow implements WithdrawalFlow, PayoutHints {

    static final String WITHDRAWAL = "withdrawal";
    static final String REVERSAL = "payout-reversal";

    private final RuntimeService runtime;
    private final TaskService tasks;
    private final Withdrawals withdrawals;
    private final WithdrawalRepository repository;
    private final Payouts payouts;

    CamundaFlow(
            RuntimeService runtime,
            TaskService tasks,
            Withdrawals withdrawals,
            WithdrawalRepository repository,
            Payouts payouts) {
        this.runtime = runtime;
        this.tasks = tasks;
        this.withdrawals = withdrawals;
        this.repository = repository;
        this.payouts = payouts;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void start(Withdrawal withdrawal) {
        told(() -> runtime.startProcessInstanceByKey(WITHDRAWAL, withdrawal.reference()));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void decide(Withdrawal withdrawal, Verdict verdict) {
        withdrawal.requireUnderReview();
        var answers = new HashMap<String, Object>();
        answers.put("decision", verdict.approve() ? "approve" : "reject");
        answers.put("reason", verdict.reason());
        answers.put("notes", verdict.notes());
        Task review = tasks.createTaskQuery()
                .processInstanceId(withdrawal.processInstanceId())
                .taskDefinitionKeyIn("userTask_reviewWithdrawal", "userTask_confirmWithdrawal")
                .singleResult();
        told(() -> {
            tasks.complete(review.getId(), answers);
            return null;
        });
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void cancel(Withdrawal withdrawal) {
        withdrawals.cancel(withdrawal);
        told(() -> correlate("Cancellation requested", withdrawal));
    }

    @Override
    @Transactional
    public void resultReceived(String payoutReference) {
        withLocked(payoutReference, withdrawal -> correlate("Payout result received", withdrawal));
    }

    @Override
    @Transactional
    public void sentBack(String payoutReference) {
        withLocked(payoutReference, withdrawal -> {
            if (withdrawal.stage() != Stage.COMPLETED) {
                correlate("Payout result received", withdrawal);
            } else if (runtime.createProcessInstanceQuery()
                            .processDefinitionKey(REVERSAL)
                            .processInstanceBusinessKey(withdrawal.reference())
                            .count()
                    == 0) {
                runtime.startProcessInstanceByMessage("Payout reversed", withdrawal.reference());
            }
        });
    }

    /** The process locks the same row before it waits, so a hint finds it either before its check or already waiting. */
    private void withLocked(String payoutReference, Consumer<Withdrawal> step) {
        payouts.lock(payoutReference)
                .flatMap(attempt -> repository.find(attempt.withdrawalId()))
                .ifPresent(step);
    }

    private int correlate(String message, Withdrawal withdrawal) {
        return runtime.createMessageCorrelation(message)
                .processInstanceBusinessKey(withdrawal.reference())
                .correlateAllWithResult()
                .size();
    }

    /** The engine wraps what listeners throw; the client is told the refusal inside. */
    private static <T> T told(Supplier<T> step) {
        try {
            return step.get();
        } catch (OptimisticLockingException collision) {
            throw new Refusal(Code.CONFLICT, "Somebody else changed this withdrawal at the same moment. Look again.");
        } catch (ProcessEngineException wrapped) {
            for (Throwable cause = wrapped; cause != null; cause = cause.getCause()) {
                if (cause instanceof Refusal refusal) {
                    throw refusal;
                }
            }
            throw wrapped;
        }
    }
}
