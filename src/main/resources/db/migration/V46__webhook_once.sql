-- Ids of a provider may occur in its test and in its live mode, and begin anew: whose transfer an event is about belongs to what
-- makes it the same event.
ALTER TABLE webhook_event DROP CONSTRAINT webhook_event_provider_event_subject_status_key;
CREATE UNIQUE INDEX webhook_event_once ON webhook_event
    (provider, event, subject, status, coalesce(reference, ''), coalesce(body #>> '{data,domain}', ''));
