package com.withdrawaldesk.desk;

import java.util.Set;
import org.camunda.bpm.cockpit.plugin.spi.impl.AbstractCockpitPlugin;

/** Brings the pages of the desk into Cockpit. Found by its name in {@code META-INF/services}, hence public. */
public class CockpitExtension extends AbstractCockpitPlugin {

    @Override
    public String getId() {
        return WebappModules.ID;
    }

    @Override
    public Set<Class<?>> getResourceClasses() {
        return Set.of(CockpitExtensionFiles.class);
    }
}
