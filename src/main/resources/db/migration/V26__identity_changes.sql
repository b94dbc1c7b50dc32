-- Tells all nodes whose password or groups were changed, or who is gone, by whichever door: open sockets end by it.
CREATE FUNCTION tell_identity_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('desk_identity', CASE TG_TABLE_NAME WHEN 'act_id_user' THEN to_jsonb(OLD) ->> 'id_' ELSE to_jsonb(OLD) ->> 'user_id_' END);
    RETURN NULL;
END $$;

CREATE TRIGGER tell_password_change AFTER UPDATE ON act_id_user
    FOR EACH ROW WHEN (OLD.salt_ IS DISTINCT FROM NEW.salt_) EXECUTE FUNCTION tell_identity_change();

CREATE TRIGGER tell_end AFTER DELETE ON act_id_user FOR EACH ROW EXECUTE FUNCTION tell_identity_change();

CREATE TRIGGER tell_end AFTER UPDATE OR DELETE ON act_id_membership FOR EACH ROW EXECUTE FUNCTION tell_identity_change();
