package com.withdrawaldesk.withdrawal.process;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.audit.Origin;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.withdrawal.LateResults;
import com.withdrawaldesk.withdrawal.OwedMoney;
import com.withdrawaldesk.withdrawal.Tellers;
import com.withdrawaldesk.withdrawal.WithdrawalFlow.Verdict;
import com.withdrawaldesk.withdrawal.Withdrawals;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.task.Task;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What holds for the user tasks, whichever way they are completed: in Tasklist, by our API, or by the web apps' own engine
 * API. The listeners run inside the completing transaction, so a refusal undoes the completion.
 */
@Configuration(proxyBeanMethods = false)
class UserTasks {

    /** What the gateways ask for; nothing else that a form submits outlives its task. */
    private static final Set<String> ANSWERS = Set.of("decision", "resolution", "confirmation");

    private final Withdrawals withdrawals;
    private final Tellers tellers;
    private final LateResults late;
    private final OwedMoney owed;
    private final Audit audit;

    UserTasks(Withdrawals withdrawals, Tellers tellers, LateResults late, OwedMoney owed, Audit audit) {
        this.withdrawals = withdrawals;
        this.tellers = tellers;
        this.late = late;
        this.owed = owed;
        this.audit = audit;
    }

    /** What Tasklist shows on the card belongs to the task, whose candidates may read it, and ends with it. */
    @Bean
    TaskListener showCard() {
        return task -> task.setVariablesLocal(
                Cards.of(withdrawals.get(task.getExecution().getProcessBusinessKey())));
    }

    @Bean
    TaskListener decideReview() {
        return task -> guarded(task, (reference, answers) -> withdrawals.decide(reference, answers.verdict(), false));
    }

    @Bean
    TaskListener decideConfirmation() {
        return task -> guarded(task, (reference, answers) -> withdrawals.decide(reference, answers.verdict(), true));
    }

    /** Of processes that began before {@link #recordTransferOrNot}. */
    @Bean
    TaskListener recordBankTransfer() {
        return task -> guarded(
                task,
                (reference, answers) ->
                        tellers.recordBankTransfer(reference, answers.text("bank_reference"), answers.text("notes")));
    }

    /** The account is shown to whoever has claimed it, see {@link PayoutSheet#toTransfer}; nobody else can have transferred it. */
    @Bean
    TaskListener recordTransferOrNot() {
        return task -> guarded(task, (reference, answers) -> {
            switch (answers.choice("resolution")) {
                case "", "paid" ->
                    tellers.recordBankTransfer(reference, answers.text("bank_reference"), answers.text("notes"));
                case "not_paid" -> tellers.couldNotTransfer(reference, answers.text("reason"));
                default -> throw new Refusal(Code.DECISION_INVALID, "Choose paid or not_paid.");
            }
            if (!Origin.current().user().equals(task.getAssignee())) {
                throw new Refusal(
                        Code.NOT_CLAIMED,
                        "Claim the task before you make the transfer, so that nobody else makes it, too.");
            }
        });
    }

    @Bean
    TaskListener startInvestigation() {
        return task -> tellers.investigate(task.getExecution().getProcessBusinessKey());
    }

    /** Of processes that began before {@link #investigateByTwo}: their diagram has nobody confirm "paid". */
    @Bean
    TaskListener investigatePayout() {
        return task -> investigate(task, false);
    }

    @Bean
    TaskListener investigateByTwo() {
        return task -> investigate(task, true);
    }

    private void investigate(DelegateTask investigation, boolean byTwo) {
        guarded(investigation, (reference, answers) -> {
            switch (answers.choice("resolution")) {
                case "check_again" -> tellers.checkAgain(reference);
                case "paid" ->
                    tellers.foundPaid(reference, answers.text("bank_reference"), answers.text("reason"), byTwo);
                case "not_paid" -> tellers.foundUnpaid(reference, answers.text("reason"));
                default -> throw new Refusal(Code.DECISION_INVALID, "Choose check_again, paid or not_paid.");
            }
        });
    }

    @Bean
    TaskListener confirmBankTransfer() {
        return task -> guarded(
                task,
                (reference, answers) ->
                        tellers.confirmBankTransfer(reference, answers.yes("resolution"), answers.text("reason")));
    }

    @Bean
    TaskListener confirmRefund() {
        return task -> {
            guarded(
                    task,
                    (reference, answers) ->
                            tellers.confirmRefund(reference, answers.yes("confirmation"), answers.text("reason")));
            // What was found before; claiming the task took it away, see keepTruth.
            task.getExecution().setVariable("resolution", "not_paid");
        };
    }

    @Bean
    TaskListener startReturnInvestigation() {
        return task -> late.investigate(task.getExecution().getProcessBusinessKey());
    }

    @Bean
    TaskListener investigateReturn() {
        return task -> guarded(task, (reference, answers) -> {
            String reason = answers.text("reason");
            switch (answers.choice("resolution")) {
                case "check_again" -> late.askAgain(reference);
                case "stands" -> late.found(reference, false, null, null, reason);
                case "returned" ->
                    late.found(
                            reference, true, answers.text("returned_amount"), answers.text("bank_reference"), reason);
                default -> throw new Refusal(Code.DECISION_INVALID, "Choose check_again, stands or returned.");
            }
        });
    }

    @Bean
    TaskListener confirmReturn() {
        return task -> guarded(
                task,
                (reference, answers) -> late.confirm(reference, answers.yes("confirmation"), answers.text("reason")));
    }

    @Bean
    TaskListener settleReceivable() {
        return task -> guarded(
                task,
                (reference, answers) -> owed.propose(
                        reference,
                        answers.choice("resolution"),
                        answers.text("repaid_amount"),
                        answers.text("bank_reference"),
                        answers.text("reason")));
    }

    @Bean
    TaskListener confirmSettlement() {
        return task -> guarded(
                task,
                (reference, answers) -> owed.confirm(reference, answers.yes("confirmation"), answers.text("reason")));
    }

    /** Raises the review above all that are not overdue. */
    @Bean
    JavaDelegate escalateReview(TaskService tasks) {
        return execution -> {
            withdrawals.escalate(execution.getProcessBusinessKey());
            for (Task task : tasks.createTaskQuery()
                    .processInstanceId(execution.getProcessInstanceId())
                    .list()) {
                tasks.setPriority(task.getId(), 100);
            }
        };
    }

    private void guarded(DelegateTask task, BiConsumer<String, Answers> step) {
        var execution = task.getExecution();
        Authentication user =
                execution.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
        Origin before = Origin.current();
        boolean throughWebapp = user != null && !user.getUserId().equals(before.user());
        if (throughWebapp) {
            Origin.set(before.as(user.getUserId(), user.getGroupIds()));
        }
        String reference = execution.getProcessBusinessKey();
        try {
            step.accept(reference, new Answers(task));
        } catch (Refusal refusal) {
            if (throughWebapp) {
                audit.recordRefused(refused(task, refusal));
            }
            throw refusal;
        }
        keepTruth(task, ANSWERS);
    }

    /** What is recorded where the engine's own API was refused something with a task, as where ours is. */
    static Audit.Event refused(DelegateTask task, Refusal refusal) {
        return Audit.Event.of(
                        task.getTaskDefinitionKey(),
                        "endpoint",
                        task.getExecution().getProcessBusinessKey())
                .because(refusal.code().value() + ": " + refusal.getMessage())
                .inProcess(task.getProcessInstanceId());
    }

    /**
     * Whoever may complete a task may also submit variables without completing it, which the engine calls to resolve it; here
     * they change nothing, and the next form shows nothing of them.
     */
    @Bean
    TaskListener keepTruth() {
        return task -> keepTruth(task, Set.of());
    }

    /** Takes away what the process does not know: a variable could hide the bean of the same name from the diagram. */
    private void keepTruth(DelegateTask task, Set<String> answers) {
        DelegateExecution execution = task.getExecution();
        String priority = withdrawals.get(execution.getProcessBusinessKey()).priority();
        var strange = new HashSet<>(execution.getVariableNames());
        strange.remove("priority");
        strange.removeAll(answers);
        execution.removeVariables(strange);
        if (!priority.equals(execution.getVariable("priority"))) {
            execution.setVariable("priority", priority);
        }
    }

    private record Answers(DelegateTask task) {

        String text(String name) {
            Object value = task.getVariable(name);
            String text = value == null ? null : value.toString().strip();
            return text == null || text.isEmpty() ? null : text;
        }

        /** As it is, for the gateways take it as it is, too. */
        String choice(String name) {
            return Objects.toString(task.getVariable(name), "");
        }

        boolean yes(String name) {
            return switch (choice(name)) {
                case "confirmed" -> true;
                case "not_confirmed" -> false;
                default -> throw new Refusal(Code.DECISION_INVALID, "Choose confirmed or not_confirmed.");
            };
        }

        Verdict verdict() {
            String decision = choice("decision");
            if (!decision.equals("approve") && !decision.equals("reject")) {
                throw new Refusal(Code.DECISION_INVALID, "Choose approve or reject.");
            }
            return new Verdict(decision.equals("approve"), limited(text("reason")), limited(text("notes")));
        }

        private static String limited(String text) {
            if (text != null
                    && (text.length() > 500 || text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r'))) {
                throw new Refusal(
                        Code.VALIDATION_FAILED, "Reason and notes take 500 characters without control characters.");
            }
            return text;
        }
    }
}
