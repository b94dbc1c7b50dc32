package com.withdrawaldesk.run;

/** What runs need of the process engine. */
public interface RunFlow {

    /**
     * Starts the process of a run in the caller's transaction. It opens the run that is due; when there is one already, it
     * ends at once.
     *
     * @return id of the process instance
     */
    String start();
}
