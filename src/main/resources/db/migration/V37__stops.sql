-- Why a wallet is frozen. It stays so until a second person agrees that it need not be.
CREATE TABLE wallet_freeze (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wallet_id     uuid        NOT NULL REFERENCES wallet,
    -- The owner reads it.
    reason        text        NOT NULL CHECK (btrim(reason) <> ''),
    frozen_by     text        NOT NULL,
    frozen_at     timestamptz NOT NULL,
    lift_reason   text        CHECK (btrim(lift_reason) <> ''),
    lift_asked_by text,
    lift_asked_at timestamptz,
    lifted_by     text,
    lifted_at     timestamptz,
    CONSTRAINT wallet_freeze_lift_asked CHECK (num_nonnulls(lift_reason, lift_asked_by, lift_asked_at) IN (0, 3)),
    CONSTRAINT wallet_freeze_lifted CHECK (
        (lifted_by IS NULL) = (lifted_at IS NULL) AND (lifted_by IS NULL OR lift_asked_by IS NOT NULL))
);
CREATE UNIQUE INDEX wallet_freeze_open ON wallet_freeze (wallet_id) WHERE lifted_at IS NULL;

CREATE FUNCTION check_lifters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_same_person(NEW.lifted_by, NEW.lift_asked_by) THEN
        RAISE EXCEPTION 'a second person has to lift freeze %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wallet_freeze_lifters BEFORE INSERT OR UPDATE ON wallet_freeze FOR EACH ROW
    WHEN (NEW.lifted_by IS NOT NULL) EXECUTE FUNCTION check_lifters();
CREATE TRIGGER wallet_freeze_as_ordered BEFORE UPDATE ON wallet_freeze FOR EACH ROW
    WHEN (OLD.lifted_at IS NOT NULL
          OR (OLD.id, OLD.wallet_id, OLD.reason, OLD.frozen_by, OLD.frozen_at)
             IS DISTINCT FROM (NEW.id, NEW.wallet_id, NEW.reason, NEW.frozen_by, NEW.frozen_at))
    EXECUTE FUNCTION refuse_rewriting('a freeze that was lifted, and why there was one, does not change');
ALTER TABLE wallet_freeze ENABLE ALWAYS TRIGGER wallet_freeze_lifters;
ALTER TABLE wallet_freeze ENABLE ALWAYS TRIGGER wallet_freeze_as_ordered;
REVOKE DELETE, TRUNCATE ON wallet_freeze FROM "${app-role}";

-- Whose payouts are paused now: one provider's, those by hand ("manual"), or all.
CREATE TABLE payout_pause (
    provider  text        PRIMARY KEY,
    reason    text        NOT NULL CHECK (btrim(reason) <> ''),
    paused_by text        NOT NULL,
    paused_at timestamptz NOT NULL
);

-- It is not sent because of one of these; from when on the clock of its wait runs since it was let go.
ALTER TABLE payout_attempt
    ADD stopped    boolean NOT NULL DEFAULT false,
    ADD stop_ended timestamptz;
CREATE INDEX payout_attempt_stopped ON payout_attempt (id) WHERE stopped;

-- What stops a withdrawal, for the statement that locks it to decide on it: wallet_frozen, and paused:provider.
CREATE FUNCTION stops_of(of uuid) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT concat_ws(',', (SELECT 'wallet_frozen' FROM withdrawal w JOIN wallet v ON v.id = w.wallet_id
                           WHERE w.id = $1 AND v.status = 'frozen'),
                          (SELECT string_agg('paused:' || provider, ',') FROM payout_pause))
$$;

-- Whatever door an approval comes through, and whatever was read before: while a wallet is being frozen it waits, and afterwards
-- there is none.
CREATE FUNCTION refuse_if_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    standing text;
BEGIN
    SELECT status INTO standing FROM wallet WHERE id = NEW.wallet_id FOR SHARE;
    IF standing = 'frozen' THEN
        RAISE EXCEPTION 'the wallet of % is frozen', NEW.reference USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_not_frozen BEFORE UPDATE OF decision, first_approved_by ON withdrawal FOR EACH ROW
    WHEN (NEW.decision = 'approve' AND OLD.decision IS NULL
          OR NEW.first_approved_by IS NOT NULL AND OLD.first_approved_by IS NULL)
    EXECUTE FUNCTION refuse_if_frozen();
ALTER TABLE withdrawal ENABLE ALWAYS TRIGGER withdrawal_not_frozen;
