package com.withdrawaldesk.withdrawal;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.rights.Groups;
import com.withdrawaldesk.person.Persons;
import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Starts the process of a withdrawal anew that has lost it: one person of operations proposes it, another confirms. It begins
 * where the withdrawal's own state says, and asks the provider before anything is sent.
 */
@Component
public class ProcessRestarts {

    private final WithdrawalRepository withdrawals;
    private final WithdrawalFlow flow;
    private final WithdrawalTrail trail;
    private final CurrentStaff staff;
    private final Persons persons;
    private final JdbcClient jdbc;
    private final Clock clock;

    ProcessRestarts(
            WithdrawalRepository withdrawals,
            WithdrawalFlow flow,
            WithdrawalTrail trail,
            CurrentStaff staff,
            Persons persons,
            JdbcClient jdbc,
            Clock clock) {
        this.withdrawals = withdrawals;
        this.flow = flow;
        this.trail = trail;
        this.staff = staff;
        this.persons = persons;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Proposal(long id, String by) {}

    /**
     * Proposes it for the current user.
     *
     * @throws Refusal {@code not_found}; {@code conflict} when it has ended, has a process, or is proposed already
     */
    @Transactional
    public void propose(String reference, String reason) {
        Withdrawal withdrawal = gone(reference);
        String by = operator(withdrawal);
        int added = jdbc.sql("""
                        INSERT INTO process_restart (withdrawal_id, reason, proposed_by, proposed_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """)
                .params(withdrawal.id(), reason, by, Timestamp.from(clock.instant()))
                .update();
        if (added == 0) {
            throw new Refusal(
                    Code.CONFLICT, "It is proposed already, so another person of operations has to confirm it.");
        }
        trail.record("process.restart_proposed", withdrawal, reason);
    }

    /**
     * Confirms it for the current user, and starts the process.
     *
     * @throws Refusal as {@link #propose}; {@code second_person_required}
     */
    @Transactional
    public void confirm(String reference) {
        Withdrawal withdrawal = gone(reference);
        String by = operator(withdrawal);
        Proposal proposal = jdbc.sql(
                        "SELECT id, proposed_by FROM process_restart WHERE withdrawal_id = ? AND confirmed_by IS NULL")
                .param(withdrawal.id())
                .query((row, n) -> new Proposal(row.getLong(1), row.getString(2)))
                .optional()
                .orElseThrow(() -> new Refusal(Code.CONFLICT, "Nobody has proposed to start it anew."));
        if (persons.same(by, proposal.by())) {
            throw new Refusal(Code.SECOND_PERSON_REQUIRED, "You proposed it, so somebody else has to confirm it.");
        }
        jdbc.sql("UPDATE process_restart SET confirmed_by = ?, confirmed_at = ? WHERE id = ?")
                .params(by, Timestamp.from(clock.instant()), proposal.id())
                .update();
        withdrawal.runsAs(flow.startAnew(withdrawal));
        trail.record("process.restarted", withdrawal, "Proposed by " + proposal.by() + ".");
    }

    private Withdrawal gone(String reference) {
        Withdrawal withdrawal = withdrawals
                .lockIfAny(reference)
                .orElseThrow(() -> new Refusal(Code.NOT_FOUND, "There is no such withdrawal."));
        if (withdrawal.stage().ended()) {
            throw new Refusal(
                    Code.CONFLICT, "It has ended. " + withdrawal.stage().sentence());
        }
        if (flow.isRunning(withdrawal)) {
            throw new Refusal(Code.CONFLICT, "Its process is there, so it is not started anew. Look at it in Cockpit.");
        }
        return withdrawal;
    }

    private String operator(Withdrawal withdrawal) {
        String by = staff.memberOf(Groups.OPERATIONS);
        if (withdrawal.askedForBy(by)) {
            throw new Refusal(Code.OWN_REQUEST, "You asked for this withdrawal, so somebody else has to do this.");
        }
        return by;
    }
}
