package com.withdrawaldesk.payout;

import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import com.withdrawaldesk.base.web.Text;
import com.withdrawaldesk.payout.Pauses.Pause;
import jakarta.validation.Valid;
import java.util.List;
import java.util.function.BiConsumer;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where staff stop payouts and let them go again. One person does either: it is a switch for a bad moment. */
@RestController
@Limited(Limit.ACTIONS)
@RequestMapping("/api/admin/payouts")
class PauseController {

    private final Pauses pauses;
    private final TransactionTemplate transaction;

    PauseController(Pauses pauses, TransactionTemplate transaction) {
        this.pauses = pauses;
        this.transaction = transaction;
    }

    /** @param provider {@code all} when there is none */
    record Switch(
            @Text(max = 30) String provider,

            @Text(max = 500, required = true, lines = true, message = "Say why, in at most {max} characters.")
            String reason) {}

    record Switched(boolean success, String message, List<Pause> paused) {}

    record Paused(List<Pause> paused) {}

    @GetMapping("/paused")
    Paused list() {
        return new Paused(pauses.list());
    }

    @PostMapping("/pause")
    Switched pause(@Valid @RequestBody Switch body) {
        return done(body, pauses::pause, "No payout leaves any more. What waits is safe and goes on afterwards.");
    }

    @PostMapping("/resume")
    Switched resume(@Valid @RequestBody Switch body) {
        return done(body, pauses::resume, "Payouts leave again. What waited goes on by itself within a minute.");
    }

    private Switched done(Switch body, BiConsumer<String, String> step, String message) {
        String provider = body.provider() == null || body.provider().isBlank()
                ? Pauses.ALL
                : body.provider().strip();
        transaction.executeWithoutResult(
                tx -> step.accept(provider, body.reason().strip()));
        return new Switched(true, message, pauses.list());
    }
}
