package com.withdrawaldesk.payout;

import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Bank references that people gave as proof of a payment. Each proves one payment, once and for ever. */
@Component
class Proofs {

    private static final int SHORTEST = 4;

    private final JdbcClient jdbc;

    Proofs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Binds the proof to this payout, in the caller's transaction.
     *
     * @throws Refusal {@code proof_invalid} when it says nothing, {@code proof_used} with the name of what it proves already
     */
    void bind(String payout, String bankReference) {
        String proof = bankReference.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
        if (proof.length() < SHORTEST || proof.chars().distinct().count() == 1) {
            throw new Refusal(
                    Code.PROOF_INVALID,
                    "A bank's reference has at least " + SHORTEST + " letters and digits that are not all the same.");
        }
        String holder = jdbc.sql("""
                        INSERT INTO payment_proof AS known (proof, payout) VALUES (?, ?)
                        ON CONFLICT (proof) DO UPDATE SET proof = known.proof RETURNING payout
                        """).params(proof, payout).query(String.class).single();
        String other = holder.equals(payout) ? elsewhere(proof, payout) : holder;
        if (other != null) {
            String withdrawal = withdrawalOf(other);
            throw new Refusal(Code.PROOF_USED, "This bank reference is the proof of " + withdrawal + " already.")
                    .with("reference", withdrawal);
        }
    }

    /** The payout was not paid after all, or not with what was given as proof. */
    void release(String payout) {
        jdbc.sql("DELETE FROM payment_proof WHERE payout = ?").param(payout).update();
    }

    /** Another payout that a provider reported with this reference; null when there is none. */
    private String elsewhere(String proof, String payout) {
        return jdbc.sql("""
                        SELECT reference FROM payout_attempt
                        WHERE upper(regexp_replace(bank_reference, '[^A-Za-z0-9]', '', 'g')) = ? AND reference <> ?
                          AND state = 'paid' ORDER BY id LIMIT 1
                        """)
                .params(proof, payout)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private String withdrawalOf(String payout) {
        return jdbc.sql("""
                        SELECT w.reference FROM withdrawal w JOIN payout_attempt p ON p.withdrawal_id = w.id
                        WHERE p.reference = ?
                        """).param(payout).query(String.class).single();
    }
}
