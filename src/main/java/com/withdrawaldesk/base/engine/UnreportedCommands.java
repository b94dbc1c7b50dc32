package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.audit.Audit;
import java.util.Set;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/** Records, in their own transaction, commands of a logged-in user that change something and that the engine keeps to itself. */
final class UnreportedCommands extends CommandInterceptor {

    static final Set<String> NAMES = Set.of(
            "AddIdentityLinkForProcessDefinitionCmd",
            "CorrelateMessageCmd",
            "DeleteIdentityLinkForProcessDefinitionCmd",
            "DeleteJobsCmd",
            "DeleteLicenseKeyCmd",
            "DeleteUserInfoCmd",
            "DeleteUserPictureCmd",
            "EvaluateStartConditionCmd",
            "FetchExternalTasksCmd",
            "HandleTaskBpmnErrorCmd",
            "HandleTaskEscalationCmd",
            "MessageEventReceivedCmd",
            "PurgeDatabaseAndCacheCmd",
            "RegisterDeploymentCmd",
            "RegisterProcessApplicationCmd",
            "SaveAttachmentCmd",
            "SetLicenseKeyCmd",
            "SetUserInfoCmd",
            "SetUserPictureCmd",
            "SignalCmd",
            "SignalEventReceivedCmd",
            "TelemetryConfigureCmd",
            "UnlockJobCmd",
            "UnregisterDeploymentCmd",
            "UnregisterProcessApplicationCmd");

    private final Audit audit;

    UnreportedCommands(Audit audit) {
        this.audit = audit;
    }

    @Override
    public <T> T execute(Command<T> command) {
        T result = next.execute(command);
        if (NAMES.contains(command.getClass().getSimpleName())) {
            Authentication user = Context.getCommandContext().getAuthentication();
            if (user != null && user.getUserId() != null) {
                Actor.during(user, () -> audit.record(Audit.Event.of(RefusedCommands.action(command), "engine", null)));
            }
        }
        return result;
    }
}
