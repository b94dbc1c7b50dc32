-- One comparison of our books with a provider's for one day. Repeating a day adds a row; the last that is done counts.
CREATE TABLE reconciliation_run (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider     text        NOT NULL,
    day          date        NOT NULL,
    state        text        NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'done', 'failed')),
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL,
    tries        int         NOT NULL DEFAULT 0,
    -- When a failed run is tried again; null when it is not.
    retry_at     timestamptz CHECK (retry_at IS NULL OR state = 'failed'),
    started_at   timestamptz,
    ended_at     timestamptz,
    reason       text,
    -- For each kind of outcome how many there were and the sum of their amounts in minor units.
    outcomes     jsonb,
    differences  int,
    ours_minor   bigint,
    -- Null when nobody could be asked.
    theirs_minor bigint,
    -- How our balance at the provider changed; null when the provider does not tell.
    moved_minor  bigint,
    CONSTRAINT reconciliation_run_done CHECK (
        (state = 'done') = (outcomes IS NOT NULL AND differences IS NOT NULL AND ours_minor IS NOT NULL)),
    CONSTRAINT reconciliation_run_failed CHECK ((state = 'failed') = (reason IS NOT NULL)),
    CONSTRAINT reconciliation_run_ended CHECK ((state = 'requested') = (ended_at IS NULL))
);

CREATE INDEX reconciliation_run_day ON reconciliation_run (provider, day, id DESC);
CREATE INDEX reconciliation_run_due ON reconciliation_run (id) WHERE state = 'requested' OR retry_at IS NOT NULL;

-- What did not match.
CREATE TABLE reconciliation_item (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id               bigint NOT NULL REFERENCES reconciliation_run,
    kind                 text   NOT NULL CHECK (kind IN ('paid_twice', 'missing_here', 'missing_there', 'amount_differs',
                                                         'state_differs', 'fee_differs', 'unexplained', 'top_up')),
    payout_reference     text,
    withdrawal_reference text,
    provider_id          text,
    our_state            text,
    their_state          text,
    our_minor            bigint,
    their_minor          bigint,
    our_fee              numeric(18, 4),
    their_fee            numeric(18, 4),
    difference_minor     bigint NOT NULL,
    detail               text   NOT NULL
);

CREATE INDEX reconciliation_item_run ON reconciliation_item (run_id, id);

REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation_item FROM "${app-role}";
REVOKE DELETE, TRUNCATE ON reconciliation_run FROM "${app-role}";

-- A day of a provider is read by these.
CREATE INDEX payout_attempt_sent ON payout_attempt (provider, sent_at);
CREATE INDEX payout_attempt_at_provider ON payout_attempt (provider, provider_id);
CREATE INDEX ledger_transfer_settled ON ledger_transfer (created_at) WHERE kind = 'withdrawal_settlement';
