-- Keys with which the marketplace's back end calls. The secret is 256 random bits, which nobody can guess from its SHA-256; so
-- it needs no slow hash as passwords do, and is found by its id.
CREATE TABLE api_key (
    id           text        PRIMARY KEY,
    seq          bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    account      text        NOT NULL,
    -- The account itself. A key ends with it, and is not revived by another account of the same name.
    holder       text        REFERENCES act_id_user (id_) ON DELETE SET NULL,
    name         text        NOT NULL,
    hash         bytea       NOT NULL CHECK (octet_length(hash) = 32),
    created_at   timestamptz NOT NULL,
    created_by   text        NOT NULL,
    expires_at   timestamptz NOT NULL CHECK (expires_at > created_at),
    revoked_at   timestamptz,
    revoked_by   text,
    last_used_at timestamptz
);
CREATE INDEX api_key_holder ON api_key (holder);

CREATE FUNCTION keep_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.account, NEW.name, NEW.hash, NEW.created_at, NEW.created_by, NEW.expires_at)
            IS DISTINCT FROM (OLD.id, OLD.account, OLD.name, OLD.hash, OLD.created_at, OLD.created_by, OLD.expires_at)
       OR NEW.holder IS NOT NULL AND NEW.holder IS DISTINCT FROM OLD.holder
       OR OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
        RAISE EXCEPTION 'an API key is used, revoked or expires; nothing else of it changes'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER api_key_kept BEFORE UPDATE ON api_key FOR EACH ROW EXECUTE FUNCTION keep_api_key();
CREATE TRIGGER api_key_stays BEFORE DELETE ON api_key FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Wrong passwords lock nobody any more, see LoginThrottle.
UPDATE act_id_user SET attempts_ = 0, lock_exp_time_ = NULL WHERE attempts_ > 0 OR lock_exp_time_ IS NOT NULL;
