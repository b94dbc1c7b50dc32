package com.withdrawaldesk.base.engine;

import org.camunda.bpm.engine.exception.NotAllowedException;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;

/** Diagrams come with a release. Nobody brings one through a running desk, an administrator of the engine no more than others. */
class NoDeployments implements Deployer {

    @Override
    public void deploy(DeploymentEntity deployment) {
        // The desk itself, which deploys at its start, is no user. What is not new is only read again.
        if (deployment.isNew() && Context.getCommandContext().getAuthentication() != null) {
            throw new NotAllowedException(
                    "Diagrams, tables and forms come with a release of the desk and by nobody else.");
        }
    }
}
