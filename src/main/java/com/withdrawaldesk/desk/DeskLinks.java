package com.withdrawaldesk.desk;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.camunda.bpm.engine.TaskService;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** Leads from the links in notifications to Tasklist, which asks for the login. Shows nothing itself. */
@RestController
class DeskLinks {

    /** The most urgent first, then the oldest: Tasklist orders by its address and not by the filter. */
    private static final String APP = "/camunda/app/tasklist/default/#";

    private static final String TASKLIST = APP + "/?sorting=" + UriUtils.encode("""
                    [{"sortBy":"priority","sortOrder":"desc"},{"sortBy":"created","sortOrder":"asc"}]""", StandardCharsets.UTF_8);

    private final TaskService tasks;
    private final JdbcClient jdbc;

    DeskLinks(TaskService tasks, JdbcClient jdbc) {
        this.tasks = tasks;
        this.jdbc = jdbc;
    }

    @GetMapping("/")
    ResponseEntity<Void> start() {
        return to(TASKLIST);
    }

    /** The review while there is one; otherwise the page of the withdrawal, which knows who asks and leads to a task of theirs. */
    @GetMapping("/admin/withdrawals/{id}")
    ResponseEntity<Void> withdrawal(@PathVariable UUID id) {
        return to(jdbc.sql("SELECT process_instance_id FROM withdrawal WHERE id = ? AND status = 'pending'")
                .param(id)
                .query(String.class)
                .optional()
                .flatMap(instance -> tasks.createTaskQuery().processInstanceId(instance).list().stream()
                        .findFirst())
                .map(review -> TASKLIST + "&task=" + review.getId())
                .orElse(APP + "/withdrawal?id=" + id));
    }

    /** What waits for a decision, of this payout run or not: the page decides on many at once. */
    @GetMapping("/admin/payout-runs/{id}")
    ResponseEntity<Void> payoutRun(@PathVariable long id) {
        return to("/camunda/app/tasklist/default/#/withdrawals");
    }

    private static ResponseEntity<Void> to(String path) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(path))
                .build();
    }
}
