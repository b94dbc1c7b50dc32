package com.withdrawaldesk.desk;

import jakarta.ws.rs.Path;
import java.util.List;
import org.camunda.bpm.tasklist.resource.AbstractTasklistPluginRootResource;

/** Serves the modules of {@code plugin-webapp/withdrawal-desk}, and nothing else of it. Public for the web apps' Jersey. */
@Path("plugin/" + TasklistExtension.ID)
public class TasklistExtensionFiles extends AbstractTasklistPluginRootResource {

    public TasklistExtensionFiles() {
        super(TasklistExtension.ID);
    }

    @Override
    protected List<String> getAllowedAssets() {
        return List.of(
                "app/plugin.js",
                "app/plugin.css",
                "app/desk.js",
                "app/messages-en.js",
                "app/inbox.js",
                "app/alerts.js",
                "app/looking.js",
                "app/news.js",
                "app/search.js",
                "app/withdrawals.js");
    }
}
