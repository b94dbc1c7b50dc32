CREATE TABLE payment_settings (
    vendor_id      text        PRIMARY KEY,
    bank_name      text        NOT NULL CHECK (length(bank_name) BETWEEN 1 AND 100),
    bank_code      text        CHECK (bank_code ~ '^[0-9A-Za-z-]{2,12}$'),
    account_number text        NOT NULL CHECK (account_number ~ '^[0-9]{10}$'),
    account_name   text        NOT NULL CHECK (length(account_name) BETWEEN 1 AND 100),
    updated_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE withdrawal (
    id                  uuid        PRIMARY KEY,
    -- Lists are cut to pages by this number; it says nothing else.
    seq                 bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    reference           text        NOT NULL UNIQUE CHECK (reference ~ '^WTH-[A-Z0-9]{12}$'),
    wallet_id           uuid        NOT NULL REFERENCES wallet,
    requester_id        text        NOT NULL,
    requester_type      text        NOT NULL CHECK (requester_type IN ('vendor', 'customer')),
    requester_name      text        NOT NULL,
    initiated_by        text        NOT NULL,
    amount_minor        bigint      NOT NULL CHECK (amount_minor > 0),
    currency            text        NOT NULL,
    bank_name           text        NOT NULL,
    bank_code           text,
    account_number      text        NOT NULL CHECK (account_number ~ '^[0-9]{10}$'),
    account_name        text        NOT NULL,
    priority            text        NOT NULL DEFAULT 'normal' CHECK (priority IN ('normal', 'high')),
    stage               text        NOT NULL,
    status              text        NOT NULL GENERATED ALWAYS AS (CASE
        WHEN stage IN ('in_review', 'second_review') THEN 'pending'
        WHEN stage IN ('queued', 'sending', 'sent', 'unknown', 'investigating', 'awaiting_transfer') THEN 'processing'
        WHEN stage = 'completed' THEN 'completed'
        WHEN stage IN ('rejected', 'failed', 'reversed') THEN 'failed'
        WHEN stage = 'cancelled' THEN 'cancelled' END) STORED,
    failure_code        text,
    failure_reason      text,
    decision            text        CHECK (decision IN ('approve', 'reject')),
    decided_by          text,
    decided_at          timestamptz,
    decision_reason     text,
    decision_notes      text,
    first_approved_by   text,
    first_approved_at   timestamptz,
    bank_reference      text,
    process_instance_id text,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    ended_at            timestamptz,
    CONSTRAINT withdrawal_decision CHECK (
        (decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CONSTRAINT withdrawal_nobody_decides_on_his_own CHECK (
        decided_by NOT IN (requester_id, initiated_by) AND first_approved_by NOT IN (requester_id, initiated_by)),
    CONSTRAINT withdrawal_two_approvers CHECK (decision <> 'approve' OR first_approved_by IS NULL OR first_approved_by <> decided_by),
    CONSTRAINT withdrawal_rejection_has_a_reason CHECK (stage <> 'rejected' OR (decision = 'reject' AND coalesce(btrim(decision_reason), '') <> '') IS TRUE),
    CONSTRAINT withdrawal_paid_only_if_approved CHECK (
        stage IN ('in_review', 'second_review', 'rejected', 'cancelled') OR decision IS NOT DISTINCT FROM 'approve'),
    CONSTRAINT withdrawal_failure CHECK ((stage IN ('rejected', 'failed', 'reversed')) = (failure_code IS NOT NULL)),
    CONSTRAINT withdrawal_end CHECK (
        (stage IN ('completed', 'rejected', 'failed', 'reversed', 'cancelled')) = (ended_at IS NOT NULL))
);

CREATE INDEX withdrawal_requester ON withdrawal (requester_id, requester_type, seq);
CREATE INDEX withdrawal_wallet ON withdrawal (wallet_id, seq);
CREATE INDEX withdrawal_open ON withdrawal (stage, seq) WHERE ended_at IS NULL;
CREATE INDEX withdrawal_created ON withdrawal (created_at);

ALTER TABLE ledger_transfer ADD FOREIGN KEY (withdrawal_id) REFERENCES withdrawal;

-- What a withdrawal moves is its own amount, out of and into its own wallet, and nothing is undone that was not done.
CREATE FUNCTION check_withdrawal_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    withdrawn withdrawal%ROWTYPE;
    needed text := CASE NEW.kind WHEN 'reversal' THEN 'withdrawal_settlement'
                                 WHEN 'withdrawal_debit' THEN NULL ELSE 'withdrawal_debit' END;
BEGIN
    SELECT * INTO STRICT withdrawn FROM withdrawal WHERE id = NEW.withdrawal_id;
    IF NEW.amount_minor <> withdrawn.amount_minor
       OR 'wallet:' || withdrawn.wallet_id NOT IN (NEW.debit_account, NEW.credit_account)
          AND NEW.kind <> 'withdrawal_settlement' THEN
        RAISE EXCEPTION '% does not match withdrawal %', NEW.kind, withdrawn.reference USING ERRCODE = 'check_violation';
    END IF;
    IF needed IS NOT NULL AND NOT EXISTS (
        SELECT FROM ledger_transfer WHERE withdrawal_id = NEW.withdrawal_id AND kind = needed) THEN
        RAISE EXCEPTION '% without % for %', NEW.kind, needed, withdrawn.reference USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_transfer_matches BEFORE INSERT ON ledger_transfer
    FOR EACH ROW WHEN (NEW.withdrawal_id IS NOT NULL) EXECUTE FUNCTION check_withdrawal_transfer();

CREATE TABLE idempotent_request (
    user_id     text        NOT NULL,
    key         text        NOT NULL,
    fingerprint bytea       NOT NULL,
    status      int         NOT NULL,
    body        text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotent_request_age ON idempotent_request (created_at);
