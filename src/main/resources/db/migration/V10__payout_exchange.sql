-- What was said to providers and by them about payouts, masked.
CREATE TABLE payout_exchange (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider          text        NOT NULL,
    call              text        NOT NULL CHECK (call IN ('recipient', 'send', 'check')),
    -- Of payout_attempt; several when they were sent together.
    payout_references text[]      NOT NULL CHECK (cardinality(payout_references) > 0),
    at                timestamptz NOT NULL,
    request           text        NOT NULL,
    -- What follows is null until the answer came, and stays so when the desk died in between.
    http_status       int,
    answer            text,
    -- In the order of the references.
    results           text[],
    duration_ms       bigint CHECK (duration_ms >= 0),
    CHECK ((answer IS NULL) = (duration_ms IS NULL) AND (results IS NULL) = (duration_ms IS NULL)),
    CHECK (results IS NULL OR cardinality(results) = cardinality(payout_references))
);

CREATE INDEX payout_exchange_references ON payout_exchange USING gin (payout_references);

-- A row is written before its call and completed once; that is its only change.
CREATE FUNCTION refuse_all_but_completion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.duration_ms IS NOT NULL
       OR (NEW.id, NEW.provider, NEW.call, NEW.payout_references, NEW.at, NEW.request)
          IS DISTINCT FROM (OLD.id, OLD.provider, OLD.call, OLD.payout_references, OLD.at, OLD.request) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payout_exchange_completed BEFORE UPDATE ON payout_exchange
    FOR EACH ROW EXECUTE FUNCTION refuse_all_but_completion();
CREATE TRIGGER payout_exchange_immutable BEFORE DELETE ON payout_exchange FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_exchange_kept BEFORE TRUNCATE ON payout_exchange FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE payout_exchange ENABLE ALWAYS TRIGGER payout_exchange_completed;
ALTER TABLE payout_exchange ENABLE ALWAYS TRIGGER payout_exchange_immutable;
ALTER TABLE payout_exchange ENABLE ALWAYS TRIGGER payout_exchange_kept;

-- The triggers hold for everybody, the missing privileges for the application's role.
REVOKE UPDATE, DELETE, TRUNCATE ON payout_exchange FROM "${app-role}";
GRANT UPDATE (http_status, answer, results, duration_ms) ON payout_exchange TO "${app-role}";
