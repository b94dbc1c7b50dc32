CREATE TABLE payout_attempt (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    withdrawal_id  uuid        NOT NULL REFERENCES withdrawal,
    attempt        int         NOT NULL CHECK (attempt > 0),
    provider       text        NOT NULL,
    -- Chosen and committed before the first call; the same for each repetition of this attempt.
    reference      text        NOT NULL UNIQUE CHECK (reference ~ '^[a-z0-9_-]{16,50}$'),
    amount_minor   bigint      NOT NULL CHECK (amount_minor > 0),
    state          text        NOT NULL CHECK (state IN
                       ('prepared', 'sending', 'sent', 'unknown', 'paid', 'failed', 'reversed')),
    message        text,
    bank_reference text,
    checks         int         NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    UNIQUE (withdrawal_id, attempt)
);

-- The sandbox's own books: what a bank would know of us. Nothing else reads them.
CREATE TABLE sandbox_transfer (
    reference    text        PRIMARY KEY,
    amount_minor bigint      NOT NULL,
    accepted_at  timestamptz NOT NULL,
    events_told  int         NOT NULL DEFAULT 0
);

CREATE INDEX sandbox_transfer_untold ON sandbox_transfer (accepted_at) WHERE events_told < 2;
