package com.withdrawaldesk.security;

import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.webapp.impl.engine.EngineRestApplication;

/** The engine's REST API with {@link EngineFaults} in place of its own words for what fails. Public for Jersey. */
public class EngineRest extends EngineRestApplication {

    @Override
    public Set<Class<?>> getClasses() {
        var classes = new HashSet<>(super.getClasses());
        classes.removeIf(ExceptionMapper.class::isAssignableFrom);
        classes.add(EngineFaults.class);
        return classes;
    }
}
