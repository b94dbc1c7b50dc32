package com.withdrawaldesk.operations.process;

import com.withdrawaldesk.audit.Audit;
import com.withdrawaldesk.base.refusal.Code;
import com.withdrawaldesk.base.refusal.Refusal;
import com.withdrawaldesk.base.throttle.Limit;
import com.withdrawaldesk.base.throttle.Limited;
import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Incident;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where operations repeat a step that failed for good, of the processes that the engine shows them. */
@RestController
@Limited(Limit.ACTIONS)
class IncidentController {

    private final RuntimeService runtime;
    private final ManagementService management;
    private final IdentityService identities;
    private final Audit audit;

    IncidentController(RuntimeService runtime, ManagementService management, IdentityService identities, Audit audit) {
        this.runtime = runtime;
        this.management = management;
        this.identities = identities;
        this.audit = audit;
    }

    record Retried(boolean success, String message) {}

    /**
     * The step gets one more try, when it is due. Should that fail, too, there is an incident again, under another id. This is
     * all that operations do to a job: the engine's own permission for it includes due dates and any number of tries.
     */
    @PostMapping("/api/admin/operations/incidents/{id}/retry")
    @Transactional
    public Retried retry(@PathVariable String id, Authentication me) {
        Incident incident = seenBy(me, id);
        if (incident == null) {
            throw new Refusal(Code.NOT_FOUND, "There is no such incident any more: the step went on meanwhile.");
        }
        if (!incident.getIncidentType().equals(Incident.FAILED_JOB_HANDLER_TYPE)) {
            throw new Refusal(Code.CONFLICT, "This is no failed step. Look at its process instance.");
        }
        try {
            management.setJobRetries(incident.getConfiguration(), 1);
        } catch (OptimisticLockingException collision) {
            throw new Refusal(Code.CONFLICT, "Somebody else repeated it at the same moment. Look again.");
        }
        audit.record(Audit.Event.of("incident.retried", "process", incident.getProcessInstanceId())
                .changed(Map.of("step", incident.getActivityId()), null)
                .because(incident.getIncidentMessage())
                .inProcess(incident.getProcessInstanceId()));
        return new Retried(true, "The step is tried once more.");
    }

    /** Nobody repeats a step of a process that the engine would not show them. */
    private Incident seenBy(Authentication me, String id) {
        identities.setAuthentication(
                me.getName(),
                me.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList());
        try {
            return runtime.createIncidentQuery().incidentId(id).singleResult();
        } finally {
            identities.clearAuthentication();
        }
    }
}
