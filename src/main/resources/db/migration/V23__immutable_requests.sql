-- What was requested, reviewed and approved is what is paid: these columns never change, whoever tries. ALWAYS: also when
-- session_replication_role = replica, which skips ordinary triggers.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER withdrawal_as_requested BEFORE UPDATE ON withdrawal FOR EACH ROW
    WHEN ((OLD.id, OLD.seq, OLD.reference, OLD.wallet_id, OLD.requester_id, OLD.requester_type, OLD.requester_name,
           OLD.initiated_by, OLD.amount_minor, OLD.payout_minor, OLD.currency, OLD.bank_name, OLD.bank_code,
           OLD.account_number, OLD.account_name, OLD.created_at)
          IS DISTINCT FROM
          (NEW.id, NEW.seq, NEW.reference, NEW.wallet_id, NEW.requester_id, NEW.requester_type, NEW.requester_name,
           NEW.initiated_by, NEW.amount_minor, NEW.payout_minor, NEW.currency, NEW.bank_name, NEW.bank_code,
           NEW.account_number, NEW.account_name, NEW.created_at))
    EXECUTE FUNCTION refuse_rewriting('what was requested does not change');
CREATE TRIGGER withdrawal_as_decided BEFORE UPDATE ON withdrawal FOR EACH ROW
    WHEN (OLD.decision IS NOT NULL
          AND (OLD.decision, OLD.decided_by, OLD.decided_at, OLD.decision_reason, OLD.decision_notes)
              IS DISTINCT FROM (NEW.decision, NEW.decided_by, NEW.decided_at, NEW.decision_reason, NEW.decision_notes)
          OR OLD.first_approved_by IS NOT NULL
          AND (OLD.first_approved_by, OLD.first_approved_at) IS DISTINCT FROM (NEW.first_approved_by, NEW.first_approved_at))
    EXECUTE FUNCTION refuse_rewriting('a decision does not change');
-- What the bank said of the account is looked up while admins have yet to decide.
CREATE TRIGGER withdrawal_as_reviewed BEFORE UPDATE ON withdrawal FOR EACH ROW
    WHEN (OLD.stage NOT IN ('in_review', 'second_review')
          AND (OLD.resolved_name, OLD.resolved_at, OLD.name_match)
              IS DISTINCT FROM (NEW.resolved_name, NEW.resolved_at, NEW.name_match))
    EXECUTE FUNCTION refuse_rewriting('what was reviewed does not change');
-- What ended stays ended, except that a bank may send a payment back; and nothing returns to its review.
CREATE TRIGGER withdrawal_goes_forward BEFORE UPDATE ON withdrawal FOR EACH ROW
    WHEN (OLD.stage <> NEW.stage
          AND (OLD.stage IN ('rejected', 'failed', 'refunded', 'reversed', 'cancelled')
               OR OLD.stage = 'completed' AND NEW.stage <> 'reversed'
               OR NEW.stage = 'in_review'
               OR NEW.stage = 'second_review' AND OLD.stage <> 'in_review'))
    EXECUTE FUNCTION refuse_rewriting('it does not go back');
CREATE TRIGGER withdrawal_kept BEFORE DELETE ON withdrawal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER withdrawal_all_kept BEFORE TRUNCATE ON withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER payout_attempt_as_ordered BEFORE UPDATE ON payout_attempt FOR EACH ROW
    WHEN ((OLD.id, OLD.withdrawal_id, OLD.attempt, OLD.reference, OLD.amount_minor, OLD.created_at)
          IS DISTINCT FROM (NEW.id, NEW.withdrawal_id, NEW.attempt, NEW.reference, NEW.amount_minor, NEW.created_at)
          -- As long as it may be with one provider it is not with another.
          OR OLD.sends > 0 AND NEW.sends > 0 AND OLD.provider <> NEW.provider)
    EXECUTE FUNCTION refuse_rewriting('what was ordered does not change');
CREATE TRIGGER payout_attempt_kept BEFORE DELETE ON payout_attempt FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_attempt_all_kept BEFORE TRUNCATE ON payout_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER withdrawal_fee_as_quoted BEFORE UPDATE ON withdrawal_fee FOR EACH ROW
    WHEN ((OLD.seq, OLD.withdrawal_id, OLD.kind, OLD.bearer, OLD.quoted_minor)
          IS DISTINCT FROM (NEW.seq, NEW.withdrawal_id, NEW.kind, NEW.bearer, NEW.quoted_minor)
          OR OLD.charged_minor IS NOT NULL AND OLD.charged_minor IS DISTINCT FROM NEW.charged_minor)
    EXECUTE FUNCTION refuse_rewriting('what was quoted or charged does not change');
CREATE TRIGGER withdrawal_fee_kept BEFORE DELETE ON withdrawal_fee FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER withdrawal_fee_all_kept BEFORE TRUNCATE ON withdrawal_fee
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER emergency_refund_as_proposed BEFORE UPDATE ON emergency_refund FOR EACH ROW
    WHEN (OLD.state <> 'proposed'
          OR (OLD.id, OLD.reason, OLD.proposed_by, OLD.proposed_at, OLD.expires_at)
             IS DISTINCT FROM (NEW.id, NEW.reason, NEW.proposed_by, NEW.proposed_at, NEW.expires_at))
    EXECUTE FUNCTION refuse_rewriting('what was proposed or decided does not change');
CREATE TRIGGER emergency_refund_kept BEFORE DELETE ON emergency_refund FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER emergency_refund_all_kept BEFORE TRUNCATE ON emergency_refund
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER emergency_refund_item_as_proposed BEFORE UPDATE ON emergency_refund_item FOR EACH ROW
    WHEN (OLD.result <> 'open'
          OR (OLD.id, OLD.refund_id, OLD.withdrawal_id, OLD.stage_seen, OLD.provider_said)
             IS DISTINCT FROM (NEW.id, NEW.refund_id, NEW.withdrawal_id, NEW.stage_seen, NEW.provider_said))
    EXECUTE FUNCTION refuse_rewriting('what was proposed or done does not change');
CREATE TRIGGER emergency_refund_item_kept BEFORE DELETE ON emergency_refund_item
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER emergency_refund_item_all_kept BEFORE TRUNCATE ON emergency_refund_item
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A withdrawal is its wallet's, and the wallet is somebody's.
CREATE TRIGGER wallet_as_opened BEFORE UPDATE ON wallet FOR EACH ROW
    WHEN ((OLD.id, OLD.owner_id, OLD.owner_type, OLD.currency, OLD.created_at)
          IS DISTINCT FROM (NEW.id, NEW.owner_id, NEW.owner_type, NEW.currency, NEW.created_at))
    EXECUTE FUNCTION refuse_rewriting('whose it is does not change');

DO $$
DECLARE
    mine record;
BEGIN
    FOR mine IN SELECT tgrelid::regclass AS tab, tgname FROM pg_trigger
                WHERE tgfoid = 'refuse_rewriting'::regproc OR tgname ~ '^(withdrawal|payout_attempt|emergency_refund)\w*_kept$'
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', mine.tab, mine.tgname);
    END LOOP;
END $$;

-- The triggers hold for everybody, the missing privileges for the application's role.
REVOKE DELETE, TRUNCATE ON withdrawal, payout_attempt, wallet FROM "${app-role}";
