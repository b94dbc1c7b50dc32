package com.withdrawaldesk.review;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.base.web.Filters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** A withdrawal as it stands in a list. */
record WithdrawalItem(
        UUID id,
        String reference,
        String type,
        String requesterId,
        String requesterName,
        String initiatedBy,
        String amount,
        String currency,
        String status,
        String stage,
        String priority,
        String bankName,
        String account,
        String firstApprovedBy,
        String decidedBy,
        String failureCode,
        String failureReason,
        String processInstanceId,
        Instant createdAt,
        Instant updatedAt,
        @JsonIgnore long seq) {

    static WithdrawalItem of(ResultSet row, Amounts amounts) throws SQLException {
        return new WithdrawalItem(
                row.getObject("id", UUID.class),
                row.getString("reference"),
                row.getString("requester_type"),
                row.getString("requester_id"),
                row.getString("requester_name"),
                row.getString("initiated_by"),
                amounts.plain(row.getLong("amount_minor")),
                row.getString("currency"),
                row.getString("status"),
                row.getString("stage"),
                row.getString("priority"),
                row.getString("bank_name"),
                BankAccount.masked(row.getString("account_number")),
                row.getString("first_approved_by"),
                row.getString("decided_by"),
                row.getString("failure_code"),
                row.getString("failure_reason"),
                row.getString("process_instance_id"),
                Filters.instant(row, "created_at"),
                Filters.instant(row, "updated_at"),
                row.getLong("seq"));
    }
}
