package com.withdrawaldesk.operations;

import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.withdrawal.ProcessRestarts;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where operations have the process of a withdrawal started anew that has lost it. */
@RestController
@Limited(Limit.ACTIONS)
@RequestMapping("/api/admin/operations/withdrawals/{reference}/restart")
class RestartController {

    private final ProcessRestarts restarts;

    RestartController(ProcessRestarts restarts) {
        this.restarts = restarts;
    }

    record Why(
            @Text(max = 500, required = true, lines = true, message = "Say why, in at most {max} characters.")
            String reason) {}

    record Restart(boolean success, String message) {}

    @PostMapping
    Restart propose(@PathVariable String reference, @Valid @RequestBody Why body) {
        restarts.propose(reference, body.reason().strip());
        return new Restart(true, "Nothing was started yet: another person of operations has to confirm it.");
    }

    @PostMapping("/confirm")
    Restart confirm(@PathVariable String reference) {
        restarts.confirm(reference);
        return new Restart(true, "Its process goes on from where the withdrawal is.");
    }
}
