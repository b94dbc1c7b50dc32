-- When a vendor wants to be paid without asking each time.
CREATE TABLE payout_schedule (
    vendor_id       text        PRIMARY KEY,
    frequency       text        NOT NULL CHECK (frequency IN ('off', 'daily', 'weekly', 'monthly', 'threshold')),
    weekday         text        CHECK (weekday IN ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    day_of_month    text        CHECK (day_of_month ~ '^([1-9]|1[0-9]|2[0-8]|last)$'),
    threshold_minor bigint      CHECK (threshold_minor > 0),
    minimum_minor   bigint      CHECK (minimum_minor > 0),
    updated_at      timestamptz NOT NULL,
    CONSTRAINT payout_schedule_weekday CHECK ((frequency = 'weekly') = (weekday IS NOT NULL)),
    CONSTRAINT payout_schedule_day_of_month CHECK ((frequency = 'monthly') = (day_of_month IS NOT NULL)),
    CONSTRAINT payout_schedule_threshold CHECK ((frequency = 'threshold') = (threshold_minor IS NOT NULL))
);

-- One run for each business day, whoever starts it and however often.
CREATE TABLE payout_run (
    id                  bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    period              date        NOT NULL UNIQUE,
    -- The first day it stands for: earlier than its own when runs were missed.
    since               date        NOT NULL,
    started_by          text        NOT NULL,
    process_instance_id text        NOT NULL UNIQUE,
    opened_at           timestamptz NOT NULL,
    reported_at         timestamptz,
    withdrawals         int,
    skipped             int,
    total_minor         bigint,
    CONSTRAINT payout_run_since CHECK (since <= period),
    CONSTRAINT payout_run_report CHECK (
        num_nonnulls(reported_at, withdrawals, skipped, total_minor) IN (0, 4))
);

-- What a run did for a vendor: a withdrawal, or the reason why there is none. The key lets no vendor be paid twice by a run.
CREATE TABLE payout_run_item (
    run_id        bigint      NOT NULL REFERENCES payout_run,
    vendor_id     text        NOT NULL,
    seq           bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    withdrawal_id uuid        UNIQUE REFERENCES withdrawal,
    reason_code   text,
    reason        text,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (run_id, vendor_id),
    CONSTRAINT payout_run_item_outcome CHECK (
        (withdrawal_id IS NULL) = (reason_code IS NOT NULL) AND (reason_code IS NULL) = (reason IS NULL))
);

CREATE INDEX payout_run_item_list ON payout_run_item (run_id, seq);
CREATE INDEX payout_run_item_vendor ON payout_run_item (vendor_id, seq);
