-- One row per event and audience, however many people that audience has: its cost to a withdrawal is one insert.
CREATE TABLE notification (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    audience_kind text        NOT NULL CHECK (audience_kind IN ('person', 'group')),
    audience_id   text        NOT NULL,
    event         text        NOT NULL,
    title         text        NOT NULL,
    message       text        NOT NULL,
    priority      text        NOT NULL CHECK (priority IN ('normal', 'high')),
    metadata      jsonb       NOT NULL CHECK (jsonb_typeof(metadata) = 'object'),
    -- A path of the desk and nothing else, so that no link in an e-mail can lead elsewhere.
    action_url    text        CHECK (action_url ~ '^/([^/\\]|$)'),
    action_text   text,
    created_at    timestamptz NOT NULL,
    fanned_out_at timestamptz,
    CHECK ((action_url IS NULL) = (action_text IS NULL))
);

CREATE INDEX notification_inbox ON notification (audience_kind, audience_id, id);
CREATE INDEX notification_reference ON notification ((metadata ->> 'reference')) WHERE metadata ->> 'reference' IS NOT NULL;
CREATE INDEX notification_to_fan_out ON notification (id) WHERE fanned_out_at IS NULL;

CREATE TABLE notification_read (
    notification_id bigint      NOT NULL REFERENCES notification,
    recipient       text        NOT NULL,
    read_at         timestamptz NOT NULL,
    PRIMARY KEY (notification_id, recipient)
);

-- Made when a notice is fanned out to the people its audience has at that moment.
CREATE TABLE notification_delivery (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notification_id bigint      NOT NULL REFERENCES notification,
    recipient       text        NOT NULL,
    recipient_name  text        NOT NULL,
    channel         text        NOT NULL CHECK (channel IN ('email')),
    address         text        NOT NULL,
    state           text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given_up')),
    attempts        int         NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- While an attempt is under way this is the end of its claim: whoever died over it is succeeded then.
    next_attempt_at timestamptz,
    last_error      text,
    delivered_at    timestamptz,
    UNIQUE (notification_id, recipient, channel),
    CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
    CHECK ((state = 'delivered') = (delivered_at IS NOT NULL)),
    CHECK (state <> 'given_up' OR last_error IS NOT NULL)
);

CREATE INDEX notification_delivery_due ON notification_delivery (next_attempt_at) WHERE state = 'pending';
CREATE INDEX notification_delivery_given_up ON notification_delivery (id) WHERE state = 'given_up';
