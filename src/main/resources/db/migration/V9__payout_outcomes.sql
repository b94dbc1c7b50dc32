ALTER TABLE payout_attempt
    DROP CONSTRAINT payout_attempt_state_check,
    ADD CONSTRAINT payout_attempt_state_check CHECK (state IN
        ('prepared', 'queued', 'sending', 'sent', 'unknown', 'held', 'review', 'paid', 'failed', 'reversed')),
    ADD last_result     text CHECK (last_result IN ('accepted', 'paid', 'failed', 'reversed', 'unknown', 'not_found', 'refused',
                                                    'short', 'later', 'misconfigured', 'mismatch')),
    ADD provider_id     text,
    -- As the provider gives it, in naira; some give more than two decimals.
    ADD fee             numeric(18, 4) CHECK (fee >= 0),
    -- Calls that may have created the transfer.
    ADD sends           int         NOT NULL DEFAULT 0,
    ADD refused         boolean     NOT NULL DEFAULT false,
    ADD not_found       int         NOT NULL DEFAULT 0,
    ADD not_found_since timestamptz,
    ADD held_until      timestamptz,
    ADD retry_at        timestamptz,
    ADD sent_at         timestamptz,
    ADD CONSTRAINT payout_attempt_held CHECK (state <> 'held' OR held_until IS NOT NULL),
    -- What waits to be sent is certainly with nobody.
    ADD CONSTRAINT payout_attempt_queued CHECK (state <> 'queued' OR sends = 0 AND retry_at IS NOT NULL);

-- Attempts of before that were sent.
UPDATE payout_attempt SET sends = 1, sent_at = created_at WHERE provider <> 'manual' AND state <> 'prepared';

-- One attempt of a withdrawal at a time: the next begins when the one before failed for good.
CREATE UNIQUE INDEX payout_attempt_one_open ON payout_attempt (withdrawal_id) WHERE state <> 'failed';
CREATE INDEX payout_attempt_queued ON payout_attempt (provider, id) WHERE state = 'queued';

-- What is wrong with a provider as a whole; people are told when a row appears.
CREATE TABLE provider_alarm (
    provider text        NOT NULL,
    kind     text        NOT NULL CHECK (kind IN ('low_float', 'misconfigured')),
    detail   text        NOT NULL,
    since    timestamptz NOT NULL,
    PRIMARY KEY (provider, kind)
);

ALTER TABLE withdrawal ALTER COLUMN status SET EXPRESSION AS (CASE
    WHEN stage IN ('in_review', 'second_review') THEN 'pending'
    WHEN stage IN ('queued', 'sending', 'sent', 'unknown', 'held', 'investigating', 'awaiting_transfer') THEN 'processing'
    WHEN stage = 'completed' THEN 'completed'
    WHEN stage IN ('rejected', 'failed', 'reversed') THEN 'failed'
    WHEN stage = 'cancelled' THEN 'cancelled' END);

-- Transfers the sandbox pretends not to have the money for.
CREATE TABLE sandbox_shortage (
    reference text        PRIMARY KEY,
    since     timestamptz NOT NULL
);
