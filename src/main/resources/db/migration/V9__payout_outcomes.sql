ALTER TABLE payout_attempt
    DROP CONSTRAINT payout_attempt_state_check,
    ADD CONSTRAINT payout_attempt_state_check CHECK (state IN
        ('prepared', 'queued', 'sending', 'sent', 'unknown', 'held', 'review', 'paid', 'failed', 'reversed')),
    ADD last_result     text CHECK (last_result IN ('accepted', 'paid', 'failed', 'reversed', 'unknown', 'not_found', 'refused',
                                                    'short', 'later', 'misconfigured', 'mismatch')),
    ADD provider_id     text,
    -- As the provider gives it, in naira; some give more than two decimals.
    ADD fee             numeric(18, 4) CHECK (fee >= 0),
    -- Calls that may have created the transfer.
    ADD sends           int         NOT NULL DEFAULT 0,
    ADD refused         boolean     NOT NULL DEFAULT false,
    ADD not_found       int         NOT NULL DEFAULT 0,
    ADD not_found_since timestamptz,
    ADD held_until      timestamptz,
    ADD retry_at        timestamptz,
    ADD sent_at         timestamptz,
    -- Who recorded what a second person has yet to confirm.
    ADD proposed_by     text,
    -- People were told that it takes very long.
    ADD overdue         boolean     NOT NULL DEFAULT false,
    ADD CONSTRAINT payout_attempt_held CHECK (state <> 'held' OR held_until IS NOT NULL),
    -- What waits to be sent is certainly with nobody.
    ADD CONSTRAINT payout_attempt_queued CHECK (state <> 'queued' OR sends = 0 AND retry_at IS NOT NULL);

-- Attempts of before that were sent.
UPDATE payout_attempt SET sends = 1, sent_at = created_at WHERE provider <> 'manual' AND state <> 'prepared';

-- One attempt of a withdrawal at a time: the next begins when the one before failed for good.
CREATE UNIQUE INDEX payout_attempt_one_open ON payout_attempt (withdrawal_id)
    WHERE state NOT IN ('paid', 'failed', 'reversed');
CREATE INDEX payout_attempt_queued ON payout_attempt (provider, id) WHERE state = 'queued';

-- What is wrong with a provider as a whole; people are told when a row appears.
CREATE TABLE provider_alarm (
    provider text        NOT NULL,
    kind     text        NOT NULL CHECK (kind IN ('low_float', 'misconfigured')),
    detail   text        NOT NULL,
    since    timestamptz NOT NULL,
    PRIMARY KEY (provider, kind)
);

ALTER TABLE withdrawal ALTER COLUMN status SET EXPRESSION AS (CASE
    WHEN stage IN ('in_review', 'second_review') THEN 'pending'
    WHEN stage IN ('queued', 'sending', 'sent', 'unknown', 'held', 'investigating', 'awaiting_transfer') THEN 'processing'
    WHEN stage = 'completed' THEN 'completed'
    WHEN stage IN ('rejected', 'failed', 'reversed') THEN 'failed'
    WHEN stage = 'cancelled' THEN 'cancelled' END);

-- What was paid although its money had gone back to the wallet is owed by the requester: an account of his name.
ALTER TABLE ledger_transfer
    DROP CONSTRAINT ledger_transfer_sides,
    DROP CONSTRAINT ledger_transfer_of_withdrawal,
    DROP CONSTRAINT ledger_transfer_balance,
    ADD CONSTRAINT ledger_transfer_sides CHECK (CASE kind
        WHEN 'credit'                THEN debit_account = 'platform:sales'      AND credit_account LIKE 'wallet:%'
        WHEN 'commission'            THEN debit_account LIKE 'wallet:%'         AND credit_account = 'platform:commission'
        WHEN 'fee'                   THEN debit_account LIKE 'wallet:%'         AND credit_account = 'platform:fees'
        WHEN 'withdrawal_debit'      THEN debit_account LIKE 'wallet:%'         AND credit_account = 'platform:in_transit'
        WHEN 'withdrawal_refund'     THEN debit_account = 'platform:in_transit' AND credit_account LIKE 'wallet:%'
        WHEN 'withdrawal_settlement' THEN debit_account = 'platform:in_transit' AND credit_account = 'platform:bank'
        WHEN 'reversal'              THEN debit_account = 'platform:bank'       AND credit_account LIKE 'wallet:%'
        WHEN 'paid_after_all'        THEN debit_account LIKE 'receivable:%'     AND credit_account = 'platform:bank'
        ELSE false END),
    ADD CONSTRAINT ledger_transfer_of_withdrawal CHECK ((withdrawal_id IS NOT NULL) = (kind IN
        ('withdrawal_debit', 'withdrawal_refund', 'withdrawal_settlement', 'reversal', 'paid_after_all'))),
    ADD CONSTRAINT ledger_transfer_balance CHECK (
        (wallet_balance_minor IS NULL) = (kind IN ('withdrawal_settlement', 'paid_after_all')));

CREATE OR REPLACE FUNCTION check_withdrawal_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    withdrawn withdrawal%ROWTYPE;
    needed text := CASE NEW.kind WHEN 'reversal' THEN 'withdrawal_settlement'
                                 WHEN 'withdrawal_debit' THEN NULL ELSE 'withdrawal_debit' END;
BEGIN
    SELECT * INTO STRICT withdrawn FROM withdrawal WHERE id = NEW.withdrawal_id;
    IF NEW.amount_minor <> withdrawn.amount_minor
       OR 'wallet:' || withdrawn.wallet_id NOT IN (NEW.debit_account, NEW.credit_account)
          AND NEW.kind NOT IN ('withdrawal_settlement', 'paid_after_all') THEN
        RAISE EXCEPTION '% does not match withdrawal %', NEW.kind, withdrawn.reference USING ERRCODE = 'check_violation';
    END IF;
    IF needed IS NOT NULL AND NOT EXISTS (
        SELECT FROM ledger_transfer WHERE withdrawal_id = NEW.withdrawal_id AND kind = needed) THEN
        RAISE EXCEPTION '% without % for %', NEW.kind, needed, withdrawn.reference USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Transfers the sandbox pretends not to have the money for.
CREATE TABLE sandbox_shortage (
    reference text        PRIMARY KEY,
    since     timestamptz NOT NULL
);
