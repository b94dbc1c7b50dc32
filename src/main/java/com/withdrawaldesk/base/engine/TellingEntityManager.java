package com.withdrawaldesk.base.engine;

import com.withdrawaldesk.audit.Audit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.IdGenerator;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.db.PersistenceSession;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManagerFactory;
import org.camunda.bpm.engine.impl.db.entitymanager.operation.DbBulkOperation;
import org.camunda.bpm.engine.impl.db.entitymanager.operation.DbEntityOperation;
import org.camunda.bpm.engine.impl.db.entitymanager.operation.DbOperation;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.CommentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.FilterEntity;
import org.camunda.bpm.engine.impl.persistence.entity.GroupEntity;
import org.camunda.bpm.engine.impl.persistence.entity.MembershipEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TenantEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TenantMembershipEntity;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * Tells the database who acts, before the engine writes to a table that records its own changes, whichever command does it. All
 * that the engine writes goes through here, so no command can be forgotten.
 */
final class TellingEntityManager extends DbEntityManager {

    private static final Set<Class<? extends DbEntity>> RECORDED = Set.of(
            UserEntity.class,
            GroupEntity.class,
            MembershipEntity.class,
            TenantEntity.class,
            TenantMembershipEntity.class,
            AuthorizationEntity.class,
            FilterEntity.class,
            DeploymentEntity.class,
            CommentEntity.class);

    private static final Set<Object> ENDING =
            Set.of(Resources.TASK.resourceType(), Resources.PROCESS_INSTANCE.resourceType());

    private final Audit audit;

    private TellingEntityManager(IdGenerator ids, PersistenceSession session, Audit audit) {
        super(ids, session);
        this.audit = audit;
    }

    @Override
    protected void flushDbOperations(List<DbOperation> operations, List<DbOperation> all) {
        if (operations.stream().anyMatch(TellingEntityManager::isRecorded)) {
            Actor.during(Context.getCommandContext().getAuthentication(), audit::announce);
        }
        super.flushDbOperations(operations, all);
    }

    private static boolean isRecorded(DbOperation operation) {
        return RECORDED.contains(operation.getEntityType()) && !endsByItself(operation);
    }

    /**
     * What the engine itself allows to the candidates of a task and takes back with it, and what it looks for when an instance
     * ends: part of each request and decision, and no change of rights.
     */
    private static boolean endsByItself(DbOperation operation) {
        if (operation instanceof DbEntityOperation one
                && one.getEntity() instanceof AuthorizationEntity authorization) {
            return endsByItself(authorization.getResourceType(), authorization.getResourceId());
        }
        return operation instanceof DbBulkOperation many
                && many.getParameter() instanceof Map<?, ?> which
                && endsByItself(which.get("resourceType"), which.get("resourceId"));
    }

    private static boolean endsByItself(Object resourceType, Object id) {
        return resourceType != null && ENDING.contains(resourceType) && !Authorization.ANY.equals(id);
    }

    /** Makes one for each command. */
    static final class Factory extends DbEntityManagerFactory {

        private final Audit audit;

        Factory(IdGenerator ids, Audit audit) {
            super(ids);
            this.audit = audit;
        }

        @Override
        public DbEntityManager openSession() {
            return new TellingEntityManager(
                    idGenerator, Context.getCommandContext().getSession(PersistenceSession.class), audit);
        }
    }
}
