package com.withdrawaldesk.desk;

import java.util.Set;
import org.camunda.bpm.tasklist.plugin.spi.impl.AbstractTasklistPlugin;

/** Brings alerts and pages of the desk into Tasklist. Found by its name in {@code META-INF/services}, hence public. */
public class TasklistExtension extends AbstractTasklistPlugin {

    @Override
    public String getId() {
        return WebappModules.ID;
    }

    @Override
    public Set<Class<?>> getResourceClasses() {
        return Set.of(TasklistExtensionFiles.class);
    }
}
