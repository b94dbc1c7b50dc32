package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.audit.Audit;
import java.util.Locale;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.authorization.MissingAuthorization;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;

/** Records what the engine refuses to somebody, after the command's transaction was rolled back. */
final class RefusedCommands extends CommandInterceptor {

    private final ProcessEngineConfigurationImpl engine;
    private final Audit audit;

    RefusedCommands(ProcessEngineConfigurationImpl engine, Audit audit) {
        this.engine = engine;
        this.audit = audit;
    }

    @Override
    public <T> T execute(Command<T> command) {
        boolean outermost = Context.getCommandContext() == null;
        try {
            return next.execute(command);
        } catch (AuthorizationException denied) {
            if (outermost) {
                Actor.during(
                        engine.getIdentityService().getCurrentAuthentication(),
                        () -> audit.recordRefused(event(command, denied)));
            }
            throw denied;
        }
    }

    /** What would have been needed says more than the class of the command, which is kept as the reason. */
    private static Audit.Event event(Command<?> command, AuthorizationException denied) {
        MissingAuthorization missing =
                denied.getMissingAuthorizations().stream().findFirst().orElse(null);
        return Audit.Event.of(
                        action(command),
                        missing == null ? "engine" : words(missing.getResourceType()),
                        missing == null ? null : missing.getResourceId())
                .because(missing == null ? "not allowed" : "needs " + missing.getViolatedPermissionName());
    }

    static String action(Command<?> command) {
        return "engine." + words(command.getClass().getSimpleName().replaceFirst("(Cmd|Command)$", ""));
    }

    private static String words(String name) {
        return name.replace(" ", "_").replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
