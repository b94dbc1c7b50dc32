-- Since when a withdrawal waits for what it waits for; being tried again is the same wait.
ALTER TABLE withdrawal ADD stage_since timestamptz DEFAULT now();
UPDATE withdrawal SET stage_since = updated_at;
ALTER TABLE withdrawal ALTER stage_since SET NOT NULL;

-- When people were last reminded of a task that is overdue.
CREATE TABLE task_reminder (
    task_id text        PRIMARY KEY,
    times   int         NOT NULL,
    told_at timestamptz NOT NULL
);

ALTER TABLE provider_alarm
    DROP CONSTRAINT provider_alarm_kind_check,
    ADD CONSTRAINT provider_alarm_kind_check CHECK (kind IN ('low_float', 'misconfigured', 'unreachable'));
