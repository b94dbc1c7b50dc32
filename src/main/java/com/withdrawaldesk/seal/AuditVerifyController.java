package com.withdrawaldesk.seal;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.ListFilters;
import com.withdrawaldesk.base.web.ListQuery;
import com.withdrawaldesk.seal.AuditVerification.Finding;
import com.withdrawaldesk.seal.AuditVerification.Latest;
import com.withdrawaldesk.seal.AuditVerification.Report;
import com.withdrawaldesk.seal.AuditVerification.Unsealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the audit trail is as it was sealed, in parts of a bounded size. */
@RestController
@Limited(Limit.EXPORTS)
class AuditVerifyController {

    private static final String PATH = "/api/admin/audit/verify";
    private static final long MAX_ROWS = 50_000;

    private final AuditVerification verification;
    private final Audit audit;

    AuditVerifyController(AuditVerification verification, Audit audit) {
        this.verification = verification;
        this.audit = audit;
    }

    /**
     * What was found in this part.
     *
     * @param from number of the first seal of this part
     * @param to number of its last seal; null when there was none
     * @param rows that these seals cover
     * @param next relative link to the next part; null when this was the last
     * @param findings at most 20, the first one first
     * @param latest the end of the chain; its anchor is to be kept elsewhere
     * @param unsealed what no seal covers yet
     */
    record Verified(
            boolean intact,
            long from,
            Long to,
            long rows,
            String next,
            List<Finding> findings,
            Latest latest,
            Unsealed unsealed) {}

    @GetMapping(PATH)
    Verified verify(
            @ListFilters(
                            value = {"seal", "anchor"},
                            paged = false)
                    ListQuery query) {
        Long from = query.filter("seal", AuditVerifyController::number, "the number of a seal, from 1 on");
        Finding missing = query.filter("anchor", this::missing, "the anchor of an e-mail to auditors");
        query.check();
        Report report = verification.verify(from == null ? 1 : from, MAX_ROWS);
        var findings = new ArrayList<>(report.findings());
        if (missing != null) {
            findings.add(missing);
        }
        audit.record(Audit.Event.of("audit.verified", "audit", null)
                .changed(null, Map.of("from", report.from(), "rows", report.rows(), "findings", findings.size())));
        return new Verified(
                findings.isEmpty(),
                report.from(),
                report.to(),
                report.rows(),
                report.next() == null ? null : PATH + "?seal=" + report.next(),
                findings,
                verification.latest(),
                verification.unsealed());
    }

    private Finding missing(String anchor) {
        return verification.missing(anchor);
    }

    private static Long number(String text) {
        if (!text.matches("[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException(text);
        }
        return Long.valueOf(text);
    }
}
