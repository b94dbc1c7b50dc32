-- What providers told us, stored before it is used. Bodies are kept masked: no names, no account number in full.
CREATE TABLE webhook_event (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider        text        NOT NULL CHECK (provider IN ('paystack', 'flutterwave')),
    event           text        NOT NULL,
    -- The provider's id of what the event is about; of a body without one, its SHA-256.
    subject         text        NOT NULL,
    status          text        NOT NULL,
    reference       text,
    state           text        NOT NULL CHECK (state IN ('new', 'unmatched', 'done', 'ignored', 'suspicious', 'given_up')),
    note            text,
    body            jsonb       CHECK (body::text !~ '"account_number": "?[0-9]{5}'),
    body_sha256     text        NOT NULL CHECK (body_sha256 ~ '^[0-9a-f]{64}$'),
    received_from   text        NOT NULL,
    received_at     timestamptz NOT NULL,
    attempts        int         NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at timestamptz,
    settled_at      timestamptz,
    -- Providers give events no id of their own, and repeat them.
    UNIQUE (provider, event, subject, status),
    CHECK ((state IN ('new', 'unmatched')) = (next_attempt_at IS NOT NULL)),
    CHECK ((next_attempt_at IS NULL) = (settled_at IS NOT NULL))
);

CREATE INDEX webhook_event_due ON webhook_event (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_event_reference ON webhook_event (reference, id);
CREATE INDEX webhook_event_settled ON webhook_event (settled_at);
CREATE INDEX webhook_event_open ON webhook_event (state, received_at) WHERE state NOT IN ('done', 'ignored');
