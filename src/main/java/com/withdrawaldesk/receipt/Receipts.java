package com.withdrawaldesk.receipt;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.fee.Fees;
import com.withdrawaldesk.withdrawal.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds receipts. There is one as long as a withdrawal counts as paid: what the bank sent back has none any more. */
@Component
class Receipts {

    private final JdbcClient jdbc;
    private final Fees fees;
    private final Amounts amounts;

    Receipts(JdbcClient jdbc, Fees fees, Amounts amounts) {
        this.jdbc = jdbc;
        this.fees = fees;
        this.amounts = amounts;
    }

    /**
     * The receipt of this owner's withdrawal; empty when the owner has no such withdrawal.
     *
     * @throws Refusal {@code receipt_not_available} while it is not paid
     */
    Optional<Receipt> of(String reference, String requester, String requesterType) {
        return find(
                "w.reference = ? AND w.requester_id = ? AND w.requester_type = ?", reference, requester, requesterType);
    }

    /** As {@link #of(String, String, String)}, for anybody's withdrawal. */
    Optional<Receipt> of(String reference) {
        return find("w.reference = ?", reference);
    }

    private Optional<Receipt> find(String condition, Object... values) {
        return jdbc.sql("""
                        SELECT w.*, (SELECT p.reference FROM payout_attempt p WHERE p.withdrawal_id = w.id
                                     ORDER BY p.attempt DESC LIMIT 1) AS transfer_reference
                        FROM withdrawal w WHERE
                        """ + condition)
                .params(values)
                .query((row, n) -> receipt(row))
                .optional();
    }

    private Receipt receipt(ResultSet row) throws SQLException {
        Stage stage = Stage.of(row.getString("stage"));
        if (stage != Stage.COMPLETED) {
            throw new Refusal(
                            Code.RECEIPT_NOT_AVAILABLE,
                            "There is a receipt once the money is paid. " + stage.sentence())
                    .with("current_status", stage.status().value())
                    .with("stage", stage.value());
        }
        return new Receipt(
                row.getString("reference"),
                row.getString("requester_name"),
                row.getString("requester_id"),
                amounts.ofMinor(row.getLong("amount_minor")),
                amounts.ofMinor(row.getLong("payout_minor")),
                fees.of(row.getObject("id", UUID.class)),
                new BankAccount(
                        row.getString("bank_name"),
                        row.getString("bank_code"),
                        row.getString("account_number"),
                        row.getString("account_name")),
                row.getString("bank_reference"),
                row.getString("transfer_reference"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("ended_at").toInstant());
    }
}
