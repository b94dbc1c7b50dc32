package com.withdrawaldesk.base.engine;

import java.beans.FeatureDescriptor;
import java.util.Iterator;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.el.VariableContextElResolver;
import org.camunda.bpm.engine.impl.el.VariableScopeElResolver;
import org.camunda.bpm.impl.juel.jakarta.el.BeanELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.stereotype.Component;

/**
 * Expressions reach variables, and of everything else only what is named here: what the diagrams name. They call no other
 * method and read no property of anything, so there is no way from a text to a class.
 */
@Component
class DiagramExpressions extends JuelExpressionManager {

    /** Beans, and the methods that are called of beans and of the execution. */
    static final Set<String> NAMED = Set.of("""
            alarmStaff bookReceivable checkPayout confirmBankTransfer confirmRefund confirmReturn confirmReversal
            confirmSettlement createRunWithdrawals debitWallet decideConfirmation decideReview escalateReview
            investigateByTwo investigateReturn keepTruth notifyAdmins notifyApproved notifyCompleted notifyRefunded
            notifyReversed openPayoutRun recordTransferOrNot refundWallet remindAdmins reportPayoutRun returnReceivable
            reverseSettlement sendPayout settleReceivable settleWithdrawal showCard startInvestigation
            startReturnInvestigation validateWithdrawal
            execution.removeVariable
            lateSheet.of
            payoutFacts.byHand payoutFacts.confirmationRequired payoutFacts.findingMade payoutFacts.lateResult
            payoutFacts.nextTry payoutFacts.owed payoutFacts.result payoutFacts.triesLeft
            payoutRunFacts.opened payoutRunFacts.vendorsLeft
            payoutSheet.of payoutSheet.toTransfer
            reviewPolicy.dueDate reviewPolicy.overdueAfter reviewPolicy.reminderCycle
            reviewSheet.of
            taskPolicy.confirmationDue taskPolicy.investigationDue taskPolicy.settlementDue taskPolicy.transferDue
            withdrawalFacts.amount withdrawalFacts.ending withdrawalFacts.secondApprovalRequired
            """.split("\\s+"));

    /** What diagrams of earlier releases name, in which withdrawals may still be under way. */
    private static final Set<String> NAMED_BEFORE = Set.of("investigatePayout", "recordBankTransfer");

    private final BeanFactory beans;

    DiagramExpressions(BeanFactory beans) {
        this.beans = beans;
    }

    @Override
    protected ELResolver createElResolver() {
        var resolver = new CompositeELResolver();
        resolver.add(new VariableScopeElResolver());
        resolver.add(new VariableContextElResolver());
        resolver.add(new Named());
        return resolver;
    }

    private final class Named extends ELResolver {

        private final BeanELResolver calls = new BeanELResolver(true);

        @Override
        public Object getValue(ELContext context, Object base, Object property) {
            if (base == null && isNamed(property.toString())) {
                context.setPropertyResolved(true);
                return beans.getBean(property.toString());
            }
            return null;
        }

        private boolean isNamed(String bean) {
            return (NAMED_BEFORE.contains(bean)
                            || NAMED.stream().anyMatch(name -> name.equals(bean) || name.startsWith(bean + ".")))
                    && beans.containsBean(bean);
        }

        @Override
        public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] values) {
            String call = "." + method;
            boolean named = NAMED.stream()
                    .filter(name -> name.endsWith(call))
                    .map(name -> name.substring(0, name.length() - call.length()))
                    .anyMatch(owner -> owner.equals("execution")
                            ? base instanceof DelegateExecution
                            : beans.getBean(owner) == base);
            return named ? calls.invoke(context, base, method, types, values) : null;
        }

        @Override
        public Class<?> getType(ELContext context, Object base, Object property) {
            return null;
        }

        @Override
        public void setValue(ELContext context, Object base, Object property, Object value) {
            // Nothing of it can be changed.
        }

        @Override
        public boolean isReadOnly(ELContext context, Object base, Object property) {
            return true;
        }

        @Override
        public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
            return null;
        }

        @Override
        public Class<?> getCommonPropertyType(ELContext context, Object base) {
            return null;
        }
    }
}
