-- Ids that are one person's, such as a local account and what an issuer calls them. In lower case, as people are compared.
CREATE TABLE person_identity (
    user_id   text        PRIMARY KEY CHECK (user_id ~ '^[a-z0-9_.@-]{1,64}$'),
    person    uuid        NOT NULL,
    linked_by text        NOT NULL,
    linked_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX person_identity_person ON person_identity (person);

-- Null when one of them is nobody.
CREATE FUNCTION is_same_person(one text, other text) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT lower(one) = lower(other) OR one IS NOT NULL AND other IS NOT NULL AND EXISTS (
        SELECT FROM person_identity a JOIN person_identity b ON b.person = a.person
        WHERE a.user_id = lower(one) AND b.user_id = lower(other))
$$;

-- The constraints of these tables compare letters; these compare people.
CREATE FUNCTION check_deciders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_same_person(NEW.decided_by, NEW.requester_id) OR is_same_person(NEW.decided_by, NEW.initiated_by)
       OR is_same_person(NEW.first_approved_by, NEW.requester_id) OR is_same_person(NEW.first_approved_by, NEW.initiated_by) THEN
        RAISE EXCEPTION 'nobody decides on a request of their own: %', NEW.reference USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.decision = 'approve' AND is_same_person(NEW.first_approved_by, NEW.decided_by) THEN
        RAISE EXCEPTION 'two people have to approve %', NEW.reference USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER withdrawal_deciders BEFORE INSERT OR UPDATE OF decided_by, first_approved_by, requester_id, initiated_by ON withdrawal
    FOR EACH ROW WHEN (num_nonnulls(NEW.decided_by, NEW.first_approved_by) > 0) EXECUTE FUNCTION check_deciders();
ALTER TABLE withdrawal ENABLE ALWAYS TRIGGER withdrawal_deciders;

CREATE FUNCTION check_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_same_person(NEW.decided_by, NEW.proposed_by) THEN
        RAISE EXCEPTION 'a second person has to confirm refund %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER emergency_refund_deciders BEFORE INSERT OR UPDATE OF decided_by, proposed_by, state ON emergency_refund
    FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION check_second_person();
ALTER TABLE emergency_refund ENABLE ALWAYS TRIGGER emergency_refund_deciders;

-- Those that are there already are left alone, so that no upgrade ends here.
ALTER TABLE wallet ADD CONSTRAINT wallet_owner_is_a_person
    CHECK (lower(owner_id) NOT IN ('system', 'payout-run', 'anonymous')) NOT VALID;

-- Two nodes may make the same user at the same moment, in other letters.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM act_id_user GROUP BY lower(id_) HAVING count(*) > 1) THEN
        CREATE UNIQUE INDEX act_id_user_whatever_the_case ON act_id_user (lower(id_));
    END IF;
END $$;
