-- Who may decide is recorded like a decision: by whichever door a right, a person or a wallet's freeze is changed, and also by
-- hand in SQL, because the tables themselves tell. What the desk's own code does carries the person who asked for it, which the
-- desk says once per transaction in the setting desk.origin; anything else carries the database's role.

-- What a row of these tables means to a person. Never a password, its salt or anything made of them.
CREATE FUNCTION audited_facts(tab text, r jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT jsonb_strip_nulls(CASE tab
        WHEN 'act_id_user' THEN jsonb_build_object(
            'first_name', r ->> 'first_', 'last_name', r ->> 'last_', 'email', r ->> 'email_')
        WHEN 'act_id_group' THEN jsonb_build_object('name', r ->> 'name_', 'type', r ->> 'type_')
        WHEN 'act_id_tenant' THEN jsonb_build_object('name', r ->> 'name_')
        WHEN 'act_id_membership' THEN jsonb_build_object('group', r ->> 'group_id_')
        WHEN 'act_id_tenant_member' THEN jsonb_build_object('tenant', r ->> 'tenant_id_')
        WHEN 'act_ru_authorization' THEN jsonb_build_object(
            'authorization', r ->> 'id_',
            'type', (ARRAY['global', 'grant', 'revoke'])[(r ->> 'type_')::int + 1],
            'resource', coalesce((ARRAY['application', 'user', 'group', 'group_membership', 'authorization', 'filter',
                'process_definition', 'task', 'process_instance', 'deployment', 'decision_definition', 'tenant',
                'tenant_membership', 'batch', 'decision_requirements_definition', 'report', 'dashboard',
                'operation_log_category', 'optimize', 'historic_task', 'historic_process_instance', 'system'])
                [(r ->> 'resource_type_')::int + 1], r ->> 'resource_type_'),
            'resource_id', r ->> 'resource_id_',
            -- The first four mean the same everywhere, the rest depends on the resource.
            'permissions', CASE (r ->> 'perms_')::int WHEN 2147483647 THEN 'all' WHEN 0 THEN 'none' ELSE concat_ws(',',
                CASE WHEN (r ->> 'perms_')::int & 2 <> 0 THEN 'read' END,
                CASE WHEN (r ->> 'perms_')::int & 4 <> 0 THEN 'update' END,
                CASE WHEN (r ->> 'perms_')::int & 8 <> 0 THEN 'create' END,
                CASE WHEN (r ->> 'perms_')::int & 16 <> 0 THEN 'delete' END) END,
            'permission_bits', (r ->> 'perms_')::int)
        WHEN 'act_ru_filter' THEN jsonb_build_object(
            'name', r ->> 'name_', 'owner', r ->> 'owner_', 'query', r ->> 'query_')
        WHEN 'act_re_deployment' THEN jsonb_build_object('name', r ->> 'name_', 'source', r ->> 'source_')
        -- The comment itself stays where it was written.
        WHEN 'act_hi_comment' THEN jsonb_build_object('task', r ->> 'task_id_')
        WHEN 'wallet' THEN jsonb_build_object(
            'owner', r ->> 'owner_id', 'owner_type', r ->> 'owner_type', 'status', r ->> 'status')
    END)
$$;

-- Writes the event of one changed row. As the owner, so that also a role that may not write the trail leaves its trace.
CREATE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    origin  jsonb := nullif(current_setting('desk.origin', true), '')::jsonb;
    was     jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    one     jsonb := coalesce(becomes, was);
    thing   text  := TG_ARGV[0];
    verb    text  := CASE TG_OP WHEN 'INSERT' THEN 'created' WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END;
    subject text;
    id      text;
    before  jsonb := audited_facts(TG_TABLE_NAME, was);
    after   jsonb := audited_facts(TG_TABLE_NAME, becomes);
BEGIN
    IF TG_TABLE_NAME IN ('act_id_membership', 'act_id_tenant_member', 'act_ru_authorization') THEN
        -- Whom it concerns: all that somebody was ever given is found under the person, or under the group.
        subject := CASE WHEN one ->> 'user_id_' IS NOT NULL THEN 'user' ELSE 'group' END;
        id := coalesce(one ->> 'user_id_', one ->> 'group_id_');
    ELSIF TG_TABLE_NAME = 'wallet' THEN
        subject := thing;
        id := one ->> 'id';
        verb := CASE becomes ->> 'status' WHEN 'frozen' THEN 'frozen' ELSE 'unfrozen' END;
    ELSE
        subject := thing;
        id := one ->> 'id_';
    END IF;
    IF TG_TABLE_NAME = 'act_id_user' AND becomes ->> 'pwd_' IS NOT NULL THEN
        IF TG_OP = 'INSERT' THEN
            after := after || '{"password": "set"}';
        ELSIF was ->> 'pwd_' IS DISTINCT FROM becomes ->> 'pwd_' THEN
            -- Under the same salt it is the same password, hashed anew at a login, unless somebody wrote it by hand.
            verb := CASE WHEN before <> after THEN verb
                         WHEN was ->> 'salt_' IS DISTINCT FROM becomes ->> 'salt_' THEN 'password_changed'
                         ELSE 'password_hash_changed' END;
            after := after || '{"password": "changed"}';
        END IF;
    END IF;
    INSERT INTO audit_event (actor, roles, action, subject_type, subject_id, outcome, before, after, ip, user_agent, request_id,
                             process_instance_id)
    VALUES (coalesce(origin ->> 'actor', 'database:' || session_user), coalesce(origin ->> 'roles', ''), thing || '.' || verb,
            subject, id, 'done', before, after, origin ->> 'ip', origin ->> 'user_agent', origin ->> 'request_id',
            CASE TG_TABLE_NAME WHEN 'act_hi_comment' THEN one ->> 'proc_inst_id_' END);
    RETURN NULL;
END $$;

CREATE TRIGGER audited AFTER INSERT OR DELETE ON act_id_user FOR EACH ROW EXECUTE FUNCTION record_change('user');
-- Not what a login writes: failed attempts and until when the account rests.
CREATE TRIGGER audited_change AFTER UPDATE ON act_id_user FOR EACH ROW
    WHEN ((OLD.first_, OLD.last_, OLD.email_, OLD.pwd_) IS DISTINCT FROM (NEW.first_, NEW.last_, NEW.email_, NEW.pwd_))
    EXECUTE FUNCTION record_change('user');
CREATE TRIGGER audited AFTER INSERT OR DELETE ON act_id_group FOR EACH ROW EXECUTE FUNCTION record_change('group');
CREATE TRIGGER audited_change AFTER UPDATE ON act_id_group FOR EACH ROW
    WHEN ((OLD.name_, OLD.type_) IS DISTINCT FROM (NEW.name_, NEW.type_)) EXECUTE FUNCTION record_change('group');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON act_id_membership FOR EACH ROW
    EXECUTE FUNCTION record_change('membership');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON act_id_tenant FOR EACH ROW EXECUTE FUNCTION record_change('tenant');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON act_id_tenant_member FOR EACH ROW
    EXECUTE FUNCTION record_change('tenant_membership');
-- The engine gives each task's candidates a row of their own (resource type 7) and takes it back with the task: that is no
-- change of rights. Whoever gives one by hand is recorded by the engine's command, see OperationTrail.
CREATE TRIGGER audited AFTER INSERT ON act_ru_authorization FOR EACH ROW
    WHEN (NEW.resource_type_ <> 7 OR NEW.resource_id_ = '*') EXECUTE FUNCTION record_change('authorization');
CREATE TRIGGER audited_change AFTER UPDATE ON act_ru_authorization FOR EACH ROW
    WHEN (OLD.resource_type_ <> 7 OR OLD.resource_id_ = '*' OR NEW.resource_type_ <> 7 OR NEW.resource_id_ = '*')
    EXECUTE FUNCTION record_change('authorization');
CREATE TRIGGER audited_end AFTER DELETE ON act_ru_authorization FOR EACH ROW
    WHEN (OLD.resource_type_ <> 7 OR OLD.resource_id_ = '*') EXECUTE FUNCTION record_change('authorization');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON act_ru_filter FOR EACH ROW EXECUTE FUNCTION record_change('filter');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON act_re_deployment FOR EACH ROW
    EXECUTE FUNCTION record_change('deployment');
-- Changing and deleting one is in the engine's operation log, writing one is not.
CREATE TRIGGER audited AFTER INSERT ON act_hi_comment FOR EACH ROW
    WHEN (NEW.type_ = 'comment') EXECUTE FUNCTION record_change('comment');
CREATE TRIGGER audited AFTER UPDATE OF status ON wallet FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION record_change('wallet');

-- ALWAYS: also when session_replication_role = replica, which skips ordinary triggers.
ALTER TABLE act_id_user ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_id_user ENABLE ALWAYS TRIGGER audited_change;
ALTER TABLE act_id_group ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_id_group ENABLE ALWAYS TRIGGER audited_change;
ALTER TABLE act_id_membership ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_id_tenant ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_id_tenant_member ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_ru_authorization ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_ru_authorization ENABLE ALWAYS TRIGGER audited_change;
ALTER TABLE act_ru_authorization ENABLE ALWAYS TRIGGER audited_end;
ALTER TABLE act_ru_filter ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_re_deployment ENABLE ALWAYS TRIGGER audited;
ALTER TABLE act_hi_comment ENABLE ALWAYS TRIGGER audited;
ALTER TABLE wallet ENABLE ALWAYS TRIGGER audited;

-- Each filter of the trail reads an index in the order of the list, whatever the size. Times are turned into ids, see AuditList.
CREATE INDEX audit_event_action ON audit_event (action, id);
CREATE INDEX audit_event_subject_id ON audit_event (subject_id, id);
CREATE INDEX audit_event_outcome ON audit_event (id) WHERE outcome = 'refused';
CREATE INDEX audit_event_refused_actor ON audit_event (actor, id) WHERE outcome = 'refused';
CREATE INDEX audit_event_at ON audit_event (at, id);

-- What is recorded once in a while only, because it would come with every call: until when it counts as recorded. Failed logins
-- are counted meanwhile, by account (subject, empty when there is none) and address.
CREATE TABLE audit_tally (
    key     text        PRIMARY KEY,
    subject text,
    source  text,
    counted bigint      NOT NULL DEFAULT 1,
    since   timestamptz NOT NULL,
    until   timestamptz NOT NULL
);
CREATE INDEX audit_tally_until ON audit_tally (until);
CREATE INDEX audit_tally_subject ON audit_tally (subject, until) WHERE subject IS NOT NULL;

-- The engine's level of history is now "desk" (activity, and what people do, incidents, failed jobs). The engine remembers the
-- level and starts with no other.
UPDATE act_ge_property SET value_ = '17' WHERE name_ = 'historyLevel' AND value_ = '1';
