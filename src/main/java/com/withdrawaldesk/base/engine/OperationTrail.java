package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.audit.Audit;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.camunda.bpm.engine.EntityTypes;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.CachedDbEntity;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.DbEntityState;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.oplog.UserOperationLogContext;
import org.camunda.bpm.engine.impl.oplog.UserOperationLogContextEntry;
import org.camunda.bpm.engine.impl.persistence.entity.PropertyChange;
import org.camunda.bpm.engine.impl.persistence.entity.UserOperationLogManager;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Records what somebody does with the engine itself, by whichever door: jobs, variables, instances, tasks, attachments. The engine
 * reports each such command of a logged-in user here, inside the command's transaction. Its words become the action's:
 * {@code SetJobRetries} of a {@code Job} is {@code job.set_job_retries}.
 */
final class OperationTrail extends UserOperationLogManager {

    /** Their tables record each change by themselves, also those that nobody reports. */
    static final Set<String> BY_THEIR_TABLES = Set.of(
            EntityTypes.USER,
            EntityTypes.GROUP,
            EntityTypes.GROUP_MEMBERSHIP,
            EntityTypes.TENANT,
            EntityTypes.TENANT_MEMBERSHIP,
            EntityTypes.AUTHORIZATION,
            EntityTypes.FILTER,
            EntityTypes.DEPLOYMENT);

    /** Whose user tasks record what was decided in them. */
    private static final String WITHDRAWAL = "withdrawal";

    private static final Set<DbEntityState> DELETED =
            Set.of(DbEntityState.DELETED_PERSISTENT, DbEntityState.DELETED_MERGED, DbEntityState.DELETED_TRANSIENT);

    private static final int LONGEST = 500;

    private final Audit audit;
    private final JdbcClient jdbc;

    private OperationTrail(Audit audit, JdbcClient jdbc) {
        this.audit = audit;
        this.jdbc = jdbc;
    }

    @Override
    protected void fireUserOperationLog(UserOperationLogContext operation) {
        super.fireUserOperationLog(operation);
        Actor.during(Context.getCommandContext().getAuthentication(), () -> operation.getEntries().stream()
                .filter(entry -> !isRecordedElsewhere(entry))
                .forEach(entry -> audit.record(event(entry))));
    }

    private static boolean isRecordedElsewhere(UserOperationLogContextEntry entry) {
        String type = entry.getEntityType();
        String operation = entry.getOperationType();
        if (type.equals(EntityTypes.TASK)) {
            return operation.equals(UserOperationLogEntry.OPERATION_TYPE_COMPLETE)
                    && WITHDRAWAL.equals(entry.getProcessDefinitionKey());
        }
        if (type.equals(EntityTypes.AUTHORIZATION)) {
            return !ofOneTask(entry);
        }
        return BY_THEIR_TABLES.contains(type) && !operation.equals(UserOperationLogEntry.OPERATION_TYPE_UNLOCK);
    }

    private static boolean ofOneTask(UserOperationLogContextEntry entry) {
        return said(entry, "resource").contains(Resources.TASK.resourceName())
                && !said(entry, "resourceId").contains(Authorization.ANY);
    }

    /** The old and the new value, where there are. */
    private static List<String> said(UserOperationLogContextEntry entry, String property) {
        return changes(entry)
                .filter(change -> property.equals(change.getPropertyName()))
                .flatMap(change -> Stream.of(change.getOrgValueString(), change.getNewValueString()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static Stream<PropertyChange> changes(UserOperationLogContextEntry entry) {
        return entry.getPropertyChanges() == null ? Stream.of() : entry.getPropertyChanges().stream();
    }

    private Audit.Event event(UserOperationLogContextEntry entry) {
        var before = new TreeMap<String, String>();
        var after = new TreeMap<String, String>();
        changes(entry).filter(change -> change.getPropertyName() != null).forEach(change -> {
            put(before, change.getPropertyName(), change.getOrgValue());
            put(after, change.getPropertyName(), change.getNewValue());
        });
        if (entry.getEntityType().equals(EntityTypes.VARIABLE)) {
            variables(before, after);
        }
        return Audit.Event.of(
                        action(entry.getEntityType(), entry.getOperationType()),
                        words(entry.getEntityType()),
                        subject(entry))
                .changed(before, after)
                .because(shown(entry.getAnnotation()))
                .inProcess(entry.getProcessInstanceId());
    }

    static String action(String entityType, String operationType) {
        return words(entityType) + "." + words(operationType);
    }

    private static String subject(UserOperationLogContextEntry entry) {
        return Stream.of(
                        said(entry, "userId").stream().findFirst().orElse(null),
                        entry.getTaskId(),
                        entry.getJobId(),
                        entry.getExternalTaskId(),
                        entry.getBatchId(),
                        entry.getExecutionId(),
                        entry.getProcessInstanceId(),
                        entry.getJobDefinitionId(),
                        entry.getProcessDefinitionId(),
                        entry.getDeploymentId())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The engine does not say which variables; what is about to be written does, and what is still stored. */
    private void variables(Map<String, String> before, Map<String, String> after) {
        for (CachedDbEntity cached : getDbEntityManager().getDbEntityCache().getCachedEntities()) {
            if (cached.getEntity() instanceof VariableInstanceEntity variable) {
                boolean ends = DELETED.contains(cached.getEntityState());
                boolean isNew = cached.getEntityState() == DbEntityState.TRANSIENT;
                if (ends || !isNew && cached.isDirty()) {
                    put(before, variable.getName(), stored(variable.getId()));
                }
                if (!ends && (isNew || cached.isDirty())) {
                    put(after, variable.getName(), value(variable));
                }
            }
        }
    }

    private String stored(String variable) {
        return jdbc.sql("SELECT coalesce(text_, long_::text, double_::text) FROM act_ru_variable WHERE id_ = ?")
                .param(variable)
                .query((row, n) -> Objects.requireNonNullElse(row.getString(1), ""))
                .optional()
                .orElse(null);
    }

    private static Object value(VariableInstanceEntity variable) {
        return Stream.of(variable.getTextValue(), variable.getLongValue(), variable.getDoubleValue())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static void put(Map<String, String> facts, String name, Object value) {
        if (value instanceof Date time) {
            facts.put(words(name), time.toInstant().toString());
        } else if (value != null) {
            facts.put(words(name), shown(value.toString()));
        }
    }

    /** Whatever somebody wrote could hold an account number. */
    private static String shown(String value) {
        if (value == null) {
            return null;
        }
        String masked = value.replaceAll("\\d{6}(?=\\d{4}(?!\\d))", "******");
        return masked.length() > LONGEST ? masked.substring(0, LONGEST) : masked;
    }

    private static String words(String name) {
        return name.replace(" ", "_").replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** Makes one for each command. */
    static final class Factory implements SessionFactory {

        private final Audit audit;
        private final JdbcClient jdbc;

        Factory(Audit audit, JdbcClient jdbc) {
            this.audit = audit;
            this.jdbc = jdbc;
        }

        @Override
        public Class<?> getSessionType() {
            return UserOperationLogManager.class;
        }

        @Override
        public Session openSession() {
            return new OperationTrail(audit, jdbc);
        }
    }
}
