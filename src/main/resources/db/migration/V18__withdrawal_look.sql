-- Who has a withdrawal's task open. Said again every few seconds, and worth nothing after a minute, so a crash may lose it.
CREATE UNLOGGED TABLE withdrawal_look (
    withdrawal_id uuid        NOT NULL REFERENCES withdrawal,
    user_id       text        NOT NULL,
    seen_at       timestamptz NOT NULL,
    PRIMARY KEY (withdrawal_id, user_id)
);
