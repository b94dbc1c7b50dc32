package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.engine.DiagramVersion;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.payout.PayoutAttempt;
import com.withdrawaldesk.payout.PayoutHints;
import com.withdrawaldesk.payout.Payouts;
import com.withdrawaldesk.payout.Result;
import com.withdrawaldesk.person.Persons;
import com.withdrawaldesk.withdrawal.LateResults;
import com.withdrawaldesk.withdrawal.Stage;
import com.withdrawaldesk.withdrawal.Tellers;
import com.withdrawaldesk.withdrawal.Withdrawal;
import com.withdrawaldesk.withdrawal.WithdrawalFlow;
import com.withdrawaldesk.withdrawal.WithdrawalRepository;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.SuspendedEntityInteractionException;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Drives the engine: the one place where processes are started, tasks completed and messages correlated. */
@Component
class CamundaFlow implements WithdrawalFlow, PayoutHints {

    static final String WITHDRAWAL = "withdrawal";
    static final String REVERSAL = "payout-reversal";
    static final String RECEIVABLE = "receivable";

    private static final Set<Stage> ON_ITS_WAY = EnumSet.of(Stage.SENT, Stage.UNKNOWN, Stage.HELD);

    private final RuntimeService runtime;
    private final TaskService tasks;
    private final DiagramVersion diagrams;
    private final ProcessEngineConfigurationImpl engine;
    private final Withdrawals withdrawals;
    private final WithdrawalRepository repository;
    private final Payouts payouts;
    private final Tellers tellers;
    private final Persons persons;
    private final LateResults late;

    CamundaFlow(
            RuntimeService runtime,
            TaskService tasks,
            DiagramVersion diagrams,
            ProcessEngine engine,
            Withdrawals withdrawals,
            WithdrawalRepository repository,
            Payouts payouts,
            Tellers tellers,
            Persons persons,
            LateResults late) {
        this.runtime = runtime;
        this.tasks = tasks;
        this.diagrams = diagrams;
        this.engine = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        this.withdrawals = withdrawals;
        this.repository = repository;
        this.payouts = payouts;
        this.tellers = tellers;
        this.persons = persons;
        this.late = late;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void start(Withdrawal withdrawal) {
        told(() -> runtime.startProcessInstanceById(diagrams.of(WITHDRAWAL), withdrawal.reference()));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void decide(Withdrawal withdrawal, Verdict verdict) {
        withdrawal.requireUnderReview();
        // The listener and the next gateway read them in this transaction and nobody after it, so they are not stored.
        VariableMap answers = Variables.createVariables()
                .putValueTyped("decision", Variables.stringValue(verdict.approve() ? "approve" : "reject", true))
                .putValueTyped("reason", Variables.stringValue(verdict.reason(), true))
                .putValueTyped("notes", Variables.stringValue(verdict.notes(), true));
        // As one command, so that the engine reads the task once.
        told(() -> engine.getCommandExecutorTxRequired().execute(context -> {
            Task review = tasks.createTaskQuery()
                    .processInstanceId(withdrawal.processInstanceId())
                    .taskDefinitionKeyIn("userTask_reviewWithdrawal", "userTask_confirmWithdrawal")
                    .singleResult();
            if (review == null) {
                throw standsStill();
            }
            tasks.complete(review.getId(), answers);
            return null;
        }));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void cancel(Withdrawal withdrawal) {
        withdrawals.cancel(withdrawal);
        mustHear("Cancellation requested", withdrawal);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void refund(Withdrawal withdrawal) {
        mustHear("Emergency refund ordered", withdrawal);
    }

    /** While somebody investigates, it is that task's answer, and listened to there; otherwise it is as if the bank had called. */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void checkPayout(Withdrawal withdrawal) {
        Task investigation = tasks.createTaskQuery()
                .processInstanceId(withdrawal.processInstanceId())
                .taskDefinitionKey("userTask_investigatePayout")
                .singleResult();
        if (investigation == null) {
            if (!ON_ITS_WAY.contains(withdrawal.stage())) {
                throw new Refusal(Code.CONFLICT, "There is nothing to ask any more, or not yet. Look again.");
            }
            payouts.lock(payouts.of(withdrawal.id()).reference()).orElseThrow().hint();
            if (correlate("Payout result received", withdrawal) == 0 && !asksAnyway(withdrawal)) {
                throw standsStill();
            }
            tellers.checkAgain(withdrawal.reference());
            return;
        }
        String assignee = investigation.getAssignee();
        if (assignee != null && !persons.same(assignee, Origin.current().user())) {
            throw new Refusal(Code.CONFLICT, assignee + " investigates this payout at the moment.");
        }
        told(() -> {
            tasks.complete(investigation.getId(), Map.of("resolution", "check_again"));
            return null;
        });
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void reportReturn(String reference, String amount, String bankReference, String reason) {
        Withdrawal withdrawal = late.lock(reference);
        if (askingAlready(withdrawal)) {
            throw new Refusal(Code.CONFLICT, "A late result of this payout is looked into already.");
        }
        late.report(withdrawal, amount, bankReference, reason);
        told(() -> runtime.startProcessInstanceByMessage("Return reported", withdrawal.reference()));
    }

    @Override
    @Transactional
    public boolean heard(String payoutReference, Result claim) {
        return withLocked(payoutReference, (attempt, withdrawal) -> {
            boolean ended = withdrawal.stage().ended();
            boolean asking = ended && askingAlready(withdrawal);
            if (ended && !asking && attempt.state().name().equals(claim.name())) {
                return;
            }
            // Kept until somebody asked: at this moment nobody may listen, and whoever asks already may have their
            // answer.
            attempt.hint();
            if (!ended) {
                wake(withdrawal);
            } else if (asking) {
                correlate("Payout result received", withdrawal);
            } else {
                runtime.startProcessInstanceByMessage("Late result heard", withdrawal.reference());
            }
        });
    }

    @Override
    public boolean isRunning(Withdrawal withdrawal) {
        return runtime.createProcessInstanceQuery()
                        .processDefinitionKey(WITHDRAWAL)
                        .processInstanceBusinessKey(withdrawal.reference())
                        .count()
                > 0;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public String startAnew(Withdrawal withdrawal) {
        return told(() -> runtime.createProcessInstanceById(diagrams.of(WITHDRAWAL))
                .businessKey(withdrawal.reference())
                .setVariable("priority", withdrawal.priority())
                .startBeforeActivity(placeOf(withdrawal))
                .execute()
                .getId());
    }

    /** A provider is asked first about whatever may be with it, whatever was done with it before. */
    private String placeOf(Withdrawal withdrawal) {
        return switch (withdrawal.stage()) {
            case IN_REVIEW -> "userTask_reviewWithdrawal";
            case SECOND_REVIEW -> "userTask_confirmWithdrawal";
            case AWAITING_TRANSFER ->
                payouts.of(withdrawal.id()).proposedBy() == null
                        ? "userTask_recordBankTransfer"
                        : "userTask_confirmBankTransfer";
            case QUEUED, SENDING -> "serviceTask_sendPayout";
            default -> "serviceTask_checkPayout";
        };
    }

    /** Whatever it waits for, it asks next: about what was sent, or before it sends. */
    private void wake(Withdrawal withdrawal) {
        if (correlate("Payout result received", withdrawal) == 0) {
            correlate("Payout released", withdrawal);
        }
    }

    /** Unless that step has stopped for good. */
    private boolean asksAnyway(Withdrawal withdrawal) {
        boolean stopped = runtime.createIncidentQuery()
                        .processInstanceId(withdrawal.processInstanceId())
                        .activityId("serviceTask_checkPayout")
                        .count()
                > 0;
        return !stopped
                && runtime.createExecutionQuery()
                                .processInstanceId(withdrawal.processInstanceId())
                                .activityId("serviceTask_checkPayout")
                                .active()
                                .count()
                        > 0;
    }

    private boolean askingAlready(Withdrawal withdrawal) {
        return runtime.createProcessInstanceQuery()
                        .processDefinitionKey(REVERSAL)
                        .processInstanceBusinessKey(withdrawal.reference())
                        .count()
                > 0;
    }

    @Override
    @Transactional
    public void released(String payoutReference) {
        withLocked(payoutReference, (attempt, withdrawal) -> correlate("Payout released", withdrawal));
    }

    /** The process locks the same row before it waits, so a hint finds it either before its check or already waiting. */
    private boolean withLocked(String payoutReference, BiConsumer<PayoutAttempt, Withdrawal> step) {
        var attempt = payouts.lock(payoutReference);
        attempt.ifPresent(known ->
                step.accept(known, repository.find(known.withdrawalId()).orElseThrow()));
        return attempt.isPresent();
    }

    /** Where nobody hears, nothing of it happens: its process is suspended, gone, or somewhere else. */
    private void mustHear(String message, Withdrawal withdrawal) {
        if (told(() -> correlate(message, withdrawal)) != 1) {
            throw standsStill();
        }
    }

    private static Refusal standsStill() {
        return new Refusal(
                Code.CONFLICT,
                "Its process stands still or is somewhere else, so nothing was changed. Our staff see it in Cockpit; ask again later.");
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
        } catch (SuspendedEntityInteractionException suspended) {
            throw standsStill();
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
