package com.withdrawaldesk.base.engine;

import java.util.Set;
import org.camunda.bpm.engine.impl.history.AbstractHistoryLevel;
import org.camunda.bpm.engine.impl.history.HistoryLevel;
import org.camunda.bpm.engine.impl.history.event.HistoryEventType;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;

/**
 * What the engine remembers: which way a process went, as its level {@code activity} does, and besides what people did with the
 * engine itself, incidents, and failed runs of jobs. None of these is written where all goes well.
 */
final class DeskHistory extends AbstractHistoryLevel {

    static final String NAME = "desk";

    private static final Set<HistoryEventType> BESIDES = Set.of(
            HistoryEventTypes.USER_OPERATION_LOG,
            HistoryEventTypes.INCIDENT_CREATE,
            HistoryEventTypes.INCIDENT_MIGRATE,
            HistoryEventTypes.INCIDENT_RESOLVE,
            HistoryEventTypes.INCIDENT_DELETE,
            HistoryEventTypes.JOB_FAIL);

    /** Stored in the database, which then starts with no other: never to be changed. */
    @Override
    public int getId() {
        return 17;
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isHistoryEventProduced(HistoryEventType type, Object entity) {
        return HistoryLevel.HISTORY_LEVEL_ACTIVITY.isHistoryEventProduced(type, entity) || BESIDES.contains(type);
    }
}
