-- Who did what, when and why. Rows are only ever added.
CREATE TABLE audit_event (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at                  timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor               text        NOT NULL,
    roles               text        NOT NULL,
    action              text        NOT NULL,
    subject_type        text        NOT NULL,
    subject_id          text,
    outcome             text        NOT NULL CHECK (outcome IN ('done', 'refused')),
    before              jsonb,
    after               jsonb,
    reason              text,
    ip                  text,
    user_agent          text,
    request_id          text,
    process_instance_id text
);

CREATE INDEX audit_event_subject ON audit_event (subject_type, subject_id, id);
CREATE INDEX audit_event_actor ON audit_event (actor, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- ALWAYS: also when session_replication_role = replica, which skips ordinary triggers.
CREATE TRIGGER audit_event_immutable BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_event_kept BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_immutable;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_kept;

CREATE TRIGGER ledger_transfer_immutable BEFORE UPDATE OR DELETE ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_transfer_kept BEFORE TRUNCATE ON ledger_transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_immutable;
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_kept;

-- The triggers hold for everybody, the missing privileges for the application's role.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, ledger_transfer FROM "${app-role}";
