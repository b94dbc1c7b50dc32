package com.withdrawaldesk.support;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Judges withdrawals by the providers' own books: nothing was sent twice, nothing was refunded that was paid, and nothing was
 * debited that is neither paid, refunded nor visible as open.
 */
public final class Judge {

    private final JdbcClient desk;
    private final List<FakeProvider> providers;

    public Judge(JdbcClient desk, FakeProvider... providers) {
        this.desk = desk;
        this.providers = List.of(providers);
    }

    /**
     * Where the money of a withdrawal is.
     *
     * @param endedAt null while it is open
     * @param refunded whether it went back to the wallet
     * @param owed whether it is booked as owed by the requester
     * @param running whether its process runs
     * @param late whether people look at a result that came after its end
     * @param payouts the references of its attempts, at whatever provider
     */
    public record Finding(
            String reference,
            String stage,
            Instant endedAt,
            boolean refunded,
            boolean owed,
            boolean running,
            boolean late,
            List<String> payouts,
            List<FakeProvider.Transfer> paid) {}

    /** What is wrong, in words; empty when all is well. */
    public List<String> violations(Collection<String> references) {
        List<Finding> findings = findings(references);
        var wrong = new ArrayList<String>();
        for (Finding finding : findings) {
            if (finding.paid().stream().anyMatch(transfer -> transfer.timesLeft() - transfer.timesBack() > 1)
                    || finding.paid().stream()
                                    .filter(transfer -> !transfer.revived())
                                    .count()
                            > 1) {
                wrong.add("sent twice: " + finding);
            }
            if (finding.stage().equals("failed")
                    && finding.paid().stream()
                            .anyMatch(transfer -> !transfer.paidSince().isAfter(finding.endedAt()))) {
                wrong.add("refunded although paid: " + finding);
            }
            boolean open = finding.endedAt() == null && finding.running() || finding.late();
            if (finding.paid().isEmpty() && !finding.refunded() && !open) {
                wrong.add("lost: " + finding);
            }
            boolean accounted = finding.stage().equals("completed") || finding.owed() || open;
            if (!finding.paid().isEmpty() && !accounted) {
                wrong.add("paid and not in the desk's books: " + finding);
            }
        }
        if (findings.size() != references.size()) {
            wrong.add("unknown to the desk: " + (references.size() - findings.size()));
        }
        return wrong;
    }

    /** Transfers to these accounts that no payout of the desk stands for, or only one of another amount. */
    public List<String> strangers(Set<String> accounts) {
        Set<String> known =
                desk
                        .sql("SELECT reference || ':' || amount_minor FROM payout_attempt")
                        .query(String.class)
                        .list()
                        .stream()
                        .collect(Collectors.toSet());
        return providers.stream()
                .flatMap(provider -> provider.transfers().stream())
                .filter(transfer -> accounts.contains(transfer.accountNumber()))
                .map(transfer -> transfer.reference() + ":" + transfer.amountMinor())
                .filter(transfer -> !known.contains(transfer))
                .toList();
    }

    public Finding finding(String reference) {
        return findings(List.of(reference)).get(0);
    }

    public List<Finding> findings(Collection<String> references) {
        return desk.sql("""
                        SELECT w.reference, w.stage, w.ended_at,
                            EXISTS (SELECT FROM ledger_transfer t WHERE t.withdrawal_id = w.id
                                    AND t.kind IN ('withdrawal_refund', 'reversal')),
                            EXISTS (SELECT FROM ledger_transfer t WHERE t.withdrawal_id = w.id AND t.kind = 'paid_after_all'),
                            EXISTS (SELECT FROM act_ru_execution e WHERE e.id_ = w.process_instance_id),
                            ARRAY(SELECT p.reference FROM payout_attempt p WHERE p.withdrawal_id = w.id ORDER BY p.attempt),
                            EXISTS (SELECT FROM act_ru_execution e JOIN act_ru_task t ON t.proc_inst_id_ = e.id_
                                    JOIN act_re_procdef d ON d.id_ = e.proc_def_id_ AND d.key_ = 'payout-reversal'
                                    WHERE e.business_key_ = w.reference)
                        FROM withdrawal w WHERE w.reference = ANY (?)
                        """)
                .param(references.toArray(String[]::new))
                .query((row, n) -> {
                    Timestamp ended = row.getTimestamp(3);
                    List<String> payouts =
                            Arrays.asList((String[]) row.getArray(7).getArray());
                    return new Finding(
                            row.getString(1),
                            row.getString(2),
                            ended == null ? null : ended.toInstant(),
                            row.getBoolean(4),
                            row.getBoolean(5),
                            row.getBoolean(6),
                            row.getBoolean(8),
                            payouts,
                            paid(payouts));
                })
                .list();
    }

    private List<FakeProvider.Transfer> paid(List<String> payouts) {
        return payouts.stream()
                .flatMap(payout -> providers.stream().map(provider -> provider.transfer(payout)))
                .filter(Objects::nonNull)
                .filter(transfer -> transfer.paidSince() != null)
                .toList();
    }
}
