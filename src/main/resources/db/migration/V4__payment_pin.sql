-- The payment PIN of each user: a slow hash, sealed with a key that this database does not hold.
CREATE TABLE payment_pin (
    user_id      text        PRIMARY KEY,
    sealed       bytea       NOT NULL CHECK (octet_length(sealed) > 28), -- nonce, sealed hash, tag
    salt         bytea       NOT NULL CHECK (octet_length(salt) >= 16),
    algorithm    text        NOT NULL,
    iterations   int         NOT NULL CHECK (iterations > 0),
    key_version  int         NOT NULL CHECK (key_version > 0),
    attempts     int         NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 10), -- since the last success
    locked_until timestamptz,
    changed_at   timestamptz NOT NULL,
    -- Locked for a while from the third attempt on, and with the tenth until an admin removes the row.
    CONSTRAINT payment_pin_lock CHECK ((locked_until IS NOT NULL) = (attempts BETWEEN 3 AND 9))
);
