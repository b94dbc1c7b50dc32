-- A withdrawal whose process is gone is started anew when a second person agrees.
CREATE TABLE process_restart (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    withdrawal_id uuid        NOT NULL REFERENCES withdrawal,
    reason        text        NOT NULL CHECK (btrim(reason) <> ''),
    proposed_by   text        NOT NULL,
    proposed_at   timestamptz NOT NULL,
    confirmed_by  text,
    confirmed_at  timestamptz,
    CONSTRAINT process_restart_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT process_restart_second_person CHECK (lower(confirmed_by) <> lower(proposed_by))
);
CREATE UNIQUE INDEX process_restart_open ON process_restart (withdrawal_id) WHERE confirmed_by IS NULL;

CREATE TRIGGER process_restart_as_proposed BEFORE UPDATE ON process_restart FOR EACH ROW
    WHEN (OLD.confirmed_by IS NOT NULL
          OR (OLD.id, OLD.withdrawal_id, OLD.reason, OLD.proposed_by, OLD.proposed_at)
             IS DISTINCT FROM (NEW.id, NEW.withdrawal_id, NEW.reason, NEW.proposed_by, NEW.proposed_at))
    EXECUTE FUNCTION refuse_rewriting('what was proposed or confirmed does not change');
CREATE TRIGGER process_restart_kept BEFORE DELETE ON process_restart FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER process_restart_all_kept BEFORE TRUNCATE ON process_restart FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE process_restart ENABLE ALWAYS TRIGGER process_restart_as_proposed;
ALTER TABLE process_restart ENABLE ALWAYS TRIGGER process_restart_kept;
ALTER TABLE process_restart ENABLE ALWAYS TRIGGER process_restart_all_kept;
REVOKE DELETE, TRUNCATE ON process_restart FROM "${app-role}";
