-- What one person found, or did, after a withdrawal's end, until a second one confirms it: whether a payout that a provider
-- contradicts is with the recipient or back, and what becomes of what is owed.
CREATE TABLE payout_finding (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    withdrawal_id   uuid        NOT NULL REFERENCES withdrawal,
    about           text        NOT NULL CHECK (about IN ('payout', 'receivable')),
    -- The payout it is about.
    payout          text        NOT NULL REFERENCES payout_attempt (reference),
    found           text        NOT NULL,
    -- What came back, was repaid or is written off.
    amount_minor    bigint      CHECK (amount_minor > 0),
    bank_reference  text,
    reason          text        NOT NULL CHECK (btrim(reason) <> ''),
    found_by        text        NOT NULL,
    found_at        timestamptz NOT NULL,
    -- Dropped: not confirmed, or overtaken by news.
    state           text        NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'dropped')),
    decided_by      text,
    decided_at      timestamptz,
    decision_reason text,
    CONSTRAINT payout_finding_found CHECK (found IN ('returned', 'stands') AND about = 'payout'
        OR found IN ('repaid_from_wallet', 'repaid_to_bank', 'written_off') AND about = 'receivable'),
    CONSTRAINT payout_finding_amount CHECK ((found = 'stands') = (amount_minor IS NULL)),
    CONSTRAINT payout_finding_proof CHECK (found NOT IN ('returned', 'repaid_to_bank') OR bank_reference IS NOT NULL),
    CONSTRAINT payout_finding_decided CHECK (
        (state = 'proposed') = (decided_at IS NULL) AND (state <> 'confirmed' OR decided_by IS NOT NULL)),
    CONSTRAINT payout_finding_second_person CHECK (state <> 'confirmed' OR lower(decided_by) <> lower(found_by))
);
CREATE UNIQUE INDEX payout_finding_open ON payout_finding (withdrawal_id, about) WHERE state = 'proposed';
CREATE INDEX payout_finding_of ON payout_finding (withdrawal_id, id);

CREATE TRIGGER payout_finding_as_found BEFORE UPDATE ON payout_finding FOR EACH ROW
    WHEN (OLD.state <> 'proposed'
          OR (OLD.id, OLD.withdrawal_id, OLD.about, OLD.payout, OLD.found, OLD.amount_minor, OLD.bank_reference, OLD.reason,
              OLD.found_by, OLD.found_at)
             IS DISTINCT FROM
             (NEW.id, NEW.withdrawal_id, NEW.about, NEW.payout, NEW.found, NEW.amount_minor, NEW.bank_reference, NEW.reason,
              NEW.found_by, NEW.found_at))
    EXECUTE FUNCTION refuse_rewriting('what was found or decided does not change');
CREATE TRIGGER payout_finding_kept BEFORE DELETE ON payout_finding FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payout_finding_all_kept BEFORE TRUNCATE ON payout_finding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE payout_finding ENABLE ALWAYS TRIGGER payout_finding_as_found;
ALTER TABLE payout_finding ENABLE ALWAYS TRIGGER payout_finding_kept;
ALTER TABLE payout_finding ENABLE ALWAYS TRIGGER payout_finding_all_kept;
REVOKE DELETE, TRUNCATE ON payout_finding FROM "${app-role}";

-- The provider's word that two people found to be wrong: it says nothing new.
ALTER TABLE payout_attempt ADD overruled text;

ALTER TABLE ledger_transfer
    DROP CONSTRAINT ledger_transfer_sides,
    ADD CONSTRAINT ledger_transfer_sides CHECK (CASE kind
        WHEN 'credit'                  THEN debit_account = 'platform:sales'         AND credit_account LIKE 'wallet:%'
        WHEN 'commission'              THEN debit_account LIKE 'wallet:%'            AND credit_account = 'platform:commission'
        WHEN 'fee'                     THEN debit_account LIKE 'wallet:%'            AND credit_account = 'platform:fees'
        WHEN 'withdrawal_debit'        THEN debit_account LIKE 'wallet:%'            AND credit_account = 'platform:in_transit'
        WHEN 'withdrawal_refund'       THEN debit_account = 'platform:in_transit'    AND credit_account LIKE 'wallet:%'
        WHEN 'withdrawal_settlement'   THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:bank'
        WHEN 'reversal'                THEN debit_account = 'platform:bank'          AND credit_account LIKE 'wallet:%'
        WHEN 'paid_after_all'          THEN debit_account LIKE 'receivable:%'        AND credit_account = 'platform:bank'
        WHEN 'withdrawal_fee'          THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:fees'
        WHEN 'vat'                     THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:vat'
        WHEN 'stamp_duty'              THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:stamp_duty'
        WHEN 'provider_fee'            THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:provider_fees'
        WHEN 'stamp_duty_charge'       THEN debit_account = 'platform:stamp_duty'    AND credit_account = 'platform:bank'
        WHEN 'provider_fee_charge'     THEN debit_account = 'platform:provider_fees' AND credit_account = 'platform:bank'
        WHEN 'withdrawal_fee_reversal' THEN debit_account = 'platform:fees'          AND credit_account = 'platform:bank'
        WHEN 'vat_reversal'            THEN debit_account = 'platform:vat'           AND credit_account = 'platform:bank'
        WHEN 'stamp_duty_reversal'     THEN debit_account = 'platform:stamp_duty'    AND credit_account = 'platform:bank'
        WHEN 'provider_fee_reversal'   THEN debit_account = 'platform:provider_fees' AND credit_account = 'platform:bank'
        -- What the bank kept of a payout that it sent back,
        WHEN 'return_charge'           THEN (debit_account = 'platform:return_charges' OR debit_account LIKE 'wallet:%')
                                                                                     AND credit_account = 'platform:bank'
        -- and the ends of what is owed: repaid, sent back by the bank after all, or given up;
        WHEN 'receivable_repaid'       THEN (debit_account = 'platform:bank' OR debit_account LIKE 'wallet:%')
                                                                                     AND credit_account LIKE 'receivable:%'
        WHEN 'receivable_returned'     THEN debit_account = 'platform:bank'          AND credit_account LIKE 'receivable:%'
        WHEN 'receivable_written_off'  THEN debit_account = 'platform:losses'        AND credit_account LIKE 'receivable:%'
        -- what had been repaid or given up of it when the bank sent it back.
        WHEN 'repayment_returned'      THEN debit_account LIKE 'receivable:%'        AND credit_account LIKE 'wallet:%'
        WHEN 'write_off_returned'      THEN debit_account LIKE 'receivable:%'        AND credit_account = 'platform:losses'
        ELSE false END);

-- A withdrawal may be paid after all by several attempts, and what is owed may be repaid in parts.
DROP INDEX ledger_transfer_once;
CREATE UNIQUE INDEX ledger_transfer_once ON ledger_transfer (withdrawal_id, kind) WHERE withdrawal_id IS NOT NULL
    AND kind NOT IN ('paid_after_all', 'receivable_repaid', 'receivable_returned', 'receivable_written_off',
                     'repayment_returned', 'write_off_returned');

CREATE FUNCTION check_receivable_transfer(transfer ledger_transfer, withdrawn withdrawal) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    account text := 'receivable:' || withdrawn.requester_id;
    owed bigint;
    booked int;
    times_paid int;
BEGIN
    SELECT coalesce(sum(CASE account WHEN debit_account THEN amount_minor WHEN credit_account THEN -amount_minor END), 0),
           count(*) FILTER (WHERE kind IN ('paid_after_all', 'withdrawal_settlement'))
               - count(*) FILTER (WHERE kind IN ('receivable_returned', 'reversal'))
    INTO owed, booked FROM ledger_transfer WHERE withdrawal_id = withdrawn.id;
    IF account NOT IN (transfer.debit_account, transfer.credit_account)
        OR transfer.debit_account LIKE 'wallet:%' AND transfer.debit_account <> 'wallet:' || withdrawn.wallet_id
        OR transfer.credit_account LIKE 'wallet:%' AND transfer.credit_account <> 'wallet:' || withdrawn.wallet_id THEN
        RETURN false;
    END IF;
    IF transfer.kind = 'paid_after_all' THEN
        SELECT count(*) INTO times_paid FROM payout_attempt WHERE withdrawal_id = withdrawn.id AND state = 'paid';
        RETURN transfer.amount_minor = withdrawn.payout_minor AND booked < times_paid;
    ELSIF transfer.kind = 'receivable_returned' THEN
        RETURN transfer.amount_minor = withdrawn.payout_minor AND EXISTS (
            SELECT FROM ledger_transfer WHERE withdrawal_id = withdrawn.id AND kind IN ('paid_after_all', 'receivable_returned')
            HAVING count(*) FILTER (WHERE kind = 'paid_after_all') > count(*) FILTER (WHERE kind = 'receivable_returned'));
    ELSIF transfer.kind IN ('repayment_returned', 'write_off_returned') THEN
        RETURN transfer.amount_minor <= -owed;
    END IF;
    RETURN transfer.amount_minor <= owed;
END $$;

CREATE OR REPLACE FUNCTION check_withdrawal_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    withdrawn withdrawal%ROWTYPE;
    fee withdrawal_fee%ROWTYPE;
    due bigint;
    needed text;
BEGIN
    SELECT * INTO STRICT withdrawn FROM withdrawal WHERE id = NEW.withdrawal_id;
    IF NEW.kind IN ('withdrawal_debit', 'withdrawal_refund', 'reversal') THEN
        IF 'wallet:' || withdrawn.wallet_id IN (NEW.debit_account, NEW.credit_account) THEN
            due := withdrawn.amount_minor;
        END IF;
        needed := CASE NEW.kind WHEN 'withdrawal_refund' THEN 'withdrawal_debit' WHEN 'reversal' THEN 'withdrawal_settlement' END;
    ELSIF NEW.kind = 'withdrawal_settlement' THEN
        due := withdrawn.payout_minor;
        needed := 'withdrawal_debit';
    ELSIF NEW.kind = 'return_charge' THEN
        IF NEW.amount_minor < withdrawn.payout_minor
            AND NEW.debit_account IN ('platform:return_charges', 'wallet:' || withdrawn.wallet_id) THEN
            due := NEW.amount_minor;
        END IF;
        needed := 'reversal';
    ELSIF 'receivable' IN (split_part(NEW.debit_account, ':', 1), split_part(NEW.credit_account, ':', 1)) THEN
        IF check_receivable_transfer(NEW, withdrawn) THEN
            due := NEW.amount_minor;
        END IF;
        needed := CASE NEW.kind WHEN 'paid_after_all' THEN 'withdrawal_debit' ELSE 'paid_after_all' END;
    ELSE
        SELECT * INTO STRICT fee FROM withdrawal_fee
        WHERE withdrawal_id = NEW.withdrawal_id AND kind = regexp_replace(NEW.kind, '_(charge|reversal)$', '');
        IF NEW.kind LIKE '%\_charge' THEN
            due := fee.charged_minor;
        ELSIF fee.bearer = 'requester' THEN
            due := fee.quoted_minor;
        END IF;
        needed := CASE WHEN NEW.kind LIKE '%\_reversal' THEN 'reversal' ELSE 'withdrawal_settlement' END;
    END IF;
    IF NEW.amount_minor IS DISTINCT FROM due THEN
        RAISE EXCEPTION '% does not match withdrawal %', NEW.kind, withdrawn.reference USING ERRCODE = 'check_violation';
    END IF;
    IF needed IS NOT NULL AND NOT EXISTS (
        SELECT FROM ledger_transfer WHERE withdrawal_id = NEW.withdrawal_id AND kind = needed) THEN
        RAISE EXCEPTION '% without % for %', NEW.kind, needed, withdrawn.reference USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
