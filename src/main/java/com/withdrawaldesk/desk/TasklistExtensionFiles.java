package com.withdrawaldesk.desk;

import jakarta.ws.rs.Path;
import java.util.List;
import org.camunda.bpm.tasklist.resource.AbstractTasklistPluginRootResource;

/** Serves the desk's modules to Tasklist. Public for the web apps' Jersey. */
@Path("plugin/" + WebappModules.ID)
public class TasklistExtensionFiles extends AbstractTasklistPluginRootResource {

    public TasklistExtensionFiles() {
        super(WebappModules.ID);
    }

    @Override
    protected List<String> getAllowedAssets() {
        return WebappModules.ALLOWED;
    }
}
