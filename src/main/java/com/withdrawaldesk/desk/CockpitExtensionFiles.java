package com.withdrawaldesk.desk;

import jakarta.ws.rs.Path;
import java.util.List;
import org.camunda.bpm.cockpit.plugin.resource.AbstractCockpitPluginRootResource;

/** Serves the desk's modules to Cockpit. Public for the web apps' Jersey. */
@Path("plugin/" + WebappModules.ID)
public class CockpitExtensionFiles extends AbstractCockpitPluginRootResource {

    public CockpitExtensionFiles() {
        super(WebappModules.ID);
    }

    @Override
    protected List<String> getAllowedAssets() {
        return WebappModules.ALLOWED;
    }
}
