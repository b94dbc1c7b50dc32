package com.withdrawaldesk.review;

import com.withdrawaldesk.account.BankAccount;
import com.withdrawaldesk.base.language.Wording;
import com.withdrawaldesk.base.money.Amounts;
import com.withdrawaldesk.control.Evidence;
import com.withdrawaldesk.notification.MailDetails;
import com.withdrawaldesk.notification.Notice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The full details of a request in the e-mail that asks admins to review it, read when the e-mail is written. */
@Component
class RequestDetails implements MailDetails {

    private static final Set<String> EVENTS =
            Set.of("withdrawal.requested", "withdrawal.reminder", "withdrawal.overdue");

    private final JdbcClient jdbc;
    private final Evidence evidence;
    private final Amounts amounts;
    private final boolean fullAccount;

    RequestDetails(
            JdbcClient jdbc,
            Evidence evidence,
            Amounts amounts,
            @Value("${desk.mail.full-account:false}") boolean fullAccount) {
        this.jdbc = jdbc;
        this.evidence = evidence;
        this.amounts = amounts;
        this.fullAccount = fullAccount;
    }

    @Override
    public Map<String, String> of(Notice notice, Wording language) {
        return !EVENTS.contains(notice.event())
                ? Map.of()
                : jdbc.sql("""
                        SELECT w.*, d.wallet_balance_minor AS after_minor FROM withdrawal w
                        JOIN ledger_transfer d ON d.withdrawal_id = w.id AND d.kind = 'withdrawal_debit'
                        WHERE w.reference = ?
                        """)
                        .param(notice.metadata().get("reference"))
                        .query((row, n) -> details(row, language))
                        .optional()
                        .orElse(Map.of());
    }

    private Map<String, String> details(ResultSet row, Wording language) throws SQLException {
        var details = new LinkedHashMap<String, String>();
        String number = row.getString("account_number");
        long after = row.getLong("after_minor");
        details.put("requester", row.getString("requester_name") + " (" + row.getString("requester_id") + ")");
        details.put("bank", row.getString("bank_name"));
        details.put("account", fullAccount ? number : BankAccount.masked(number));
        details.put("account_name", row.getString("account_name"));
        details.put("balance_before", amounts.spoken(after + row.getLong("amount_minor")));
        details.put("balance_after", amounts.spoken(after));
        String found = evidence.of(row.getObject("id", UUID.class)).stream()
                .map(flag -> language.say("on_sheet." + flag.severity().name().toLowerCase(Locale.ROOT))
                        + language.say("mail.colon") + " " + flag.message())
                .collect(Collectors.joining("\n"));
        details.put("findings", found.isEmpty() ? language.say("on_sheet.nothing_stands_out") : found);
        return details;
    }
}
