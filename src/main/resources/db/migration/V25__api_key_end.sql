-- Tells all nodes of a revoked key, as of other changes of who may do what: sockets that were opened with it end.
CREATE FUNCTION tell_api_key_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('desk_identity', NEW.account);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_end AFTER UPDATE OF revoked_at ON api_key FOR EACH ROW EXECUTE FUNCTION tell_api_key_end();
