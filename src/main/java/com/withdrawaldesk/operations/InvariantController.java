package com.withdrawaldesk.operations;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The check on demand. */
@RestController
@Limited(Limit.ACTIONS)
class InvariantController {

    private final Invariants invariants;
    private final Watch watch;
    private final Audit audit;

    InvariantController(Invariants invariants, Watch watch, Audit audit) {
        this.invariants = invariants;
        this.watch = watch;
        this.audit = audit;
    }

    record Answer(boolean healthy, List<String> checked, Map<String, List<String>> violations) {}

    @GetMapping("/api/admin/finance/invariants")
    Answer check() {
        Map<String, List<String>> found = invariants.violations();
        return new Answer(found.isEmpty(), invariants.names(), found);
    }

    record Checked(boolean success, String message, boolean healthy) {}

    /** For operations, whose page shows from now on what this finds. */
    @PostMapping("/api/admin/operations/invariants/check")
    Checked checkNow() {
        int violated = watch.check().size();
        audit.record(
                Audit.Event.of("invariants.checked", "invariants", null).changed(null, Map.of("violated", violated)));
        return new Checked(
                true,
                violated == 0 ? "Everything adds up." : "Of the checks, " + violated + " still find something.",
                violated == 0);
    }
}
