-- Time and id of an audit row are the database's, so that nobody writes into the past or between two rows.
REVOKE INSERT ON audit_event FROM "${app-role}";
DO $$
BEGIN
    EXECUTE (SELECT format('GRANT INSERT (%s) ON audit_event TO %I', string_agg(quote_ident(attname), ', '), '${app-role}')
             FROM pg_attribute
             WHERE attrelid = 'audit_event'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('id', 'at'));
END $$;

CREATE FUNCTION stamp_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> currval('audit_event_id_seq'::regclass) THEN
        RAISE EXCEPTION 'the id of an audit row is not chosen' USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE TRIGGER audit_event_stamped BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION stamp_audit_event();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_stamped;

-- The chain of seals over the audit trail, see AuditSeals. Each covers all rows between the seal before and its last_id.
CREATE TABLE audit_seal (
    no          bigint      PRIMARY KEY,
    -- When the ids up to last_id were given out, so what the next seals cover was written later.
    at          timestamptz NOT NULL,
    last_id     bigint      NOT NULL,
    row_count   int         NOT NULL CHECK (row_count > 0),
    -- Of all seals up to this one.
    total       bigint      NOT NULL,
    -- For each row, in the order of their ids, the id and the first 16 bytes of its MAC.
    entries     bytea       NOT NULL CHECK (octet_length(entries) = 24 * row_count),
    -- How a row was turned into bytes, and the version of the key.
    form        int         NOT NULL,
    key_version int         NOT NULL,
    -- Over everything above and the MAC of the seal before.
    mac         bytea       NOT NULL CHECK (octet_length(mac) = 32)
);

CREATE FUNCTION check_audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before audit_seal%ROWTYPE;
BEGIN
    SELECT * INTO before FROM audit_seal ORDER BY no DESC LIMIT 1;
    IF NEW.no <> coalesce(before.no, 0) + 1 OR NEW.total <> coalesce(before.total, 0) + NEW.row_count
       OR NEW.last_id <= before.last_id OR NEW.last_id > pg_sequence_last_value('audit_event_id_seq'::regclass) THEN
        RAISE EXCEPTION 'seal % does not continue the chain', NEW.no USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_seal_continues BEFORE INSERT ON audit_seal FOR EACH ROW EXECUTE FUNCTION check_audit_seal();
CREATE TRIGGER audit_seal_immutable BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_kept BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_seal ENABLE ALWAYS TRIGGER audit_seal_continues;
ALTER TABLE audit_seal ENABLE ALWAYS TRIGGER audit_seal_immutable;
ALTER TABLE audit_seal ENABLE ALWAYS TRIGGER audit_seal_kept;

REVOKE UPDATE, DELETE, TRUNCATE ON audit_seal FROM "${app-role}";
