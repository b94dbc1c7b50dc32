package com.withdrawaldesk.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.withdrawaldesk.api.Groups;
import com.withdrawaldesk.support.DeskTest;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.ProcessInstancePermissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
class DeskSetupTest {

    @Autowired
    DeskSetup setup;

    @Autowired
    AuthorizationService authorizations;

    /** An installation of an earlier release has them in its database. */
    @Test
    void takesFromOperationsWhatTheyOnceHadInTheEngine() {
        Authorization given = of(Resources.PROCESS_DEFINITION).stream()
                .filter(one -> one.getResourceId().equals("withdrawal"))
                .findFirst()
                .orElseThrow();
        given.addPermission(ProcessDefinitionPermissions.RETRY_JOB);
        authorizations.saveAuthorization(given);
        Authorization instances = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        instances.setGroupId(Groups.OPERATIONS);
        instances.setResource(Resources.PROCESS_INSTANCE);
        instances.setResourceId("*");
        instances.addPermission(ProcessInstancePermissions.READ);
        instances.addPermission(ProcessInstancePermissions.RETRY_JOB);
        instances = authorizations.saveAuthorization(instances);
        try {
            setup.setUp();

            assertThat(of(Resources.PROCESS_DEFINITION))
                    .isNotEmpty()
                    .noneMatch(one -> one.isPermissionGranted(ProcessDefinitionPermissions.RETRY_JOB))
                    .anyMatch(one -> one.isPermissionGranted(ProcessDefinitionPermissions.READ_INSTANCE));
            assertThat(of(Resources.PROCESS_INSTANCE))
                    .singleElement()
                    .matches(one -> one.isPermissionGranted(ProcessInstancePermissions.READ))
                    .matches(one -> !one.isPermissionGranted(ProcessInstancePermissions.RETRY_JOB));
        } finally {
            authorizations.deleteAuthorization(instances.getId());
        }
    }

    private List<Authorization> of(Resources resource) {
        return authorizations
                .createAuthorizationQuery()
                .groupIdIn(Groups.OPERATIONS)
                .resourceType(resource)
                .list();
    }
}
