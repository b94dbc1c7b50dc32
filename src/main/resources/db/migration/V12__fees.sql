-- What reaches the bank: the amount less the fees that the requester bears.
ALTER TABLE withdrawal ADD payout_minor bigint;
UPDATE withdrawal SET payout_minor = amount_minor;
ALTER TABLE withdrawal
    ALTER payout_minor SET NOT NULL,
    ADD CONSTRAINT withdrawal_payout CHECK (payout_minor BETWEEN 1 AND amount_minor);

CREATE TABLE withdrawal_fee (
    seq           bigint GENERATED ALWAYS AS IDENTITY,
    withdrawal_id uuid   NOT NULL REFERENCES withdrawal,
    kind          text   NOT NULL CHECK (kind IN ('withdrawal_fee', 'vat', 'stamp_duty', 'provider_fee')),
    bearer        text   NOT NULL CHECK (bearer IN ('requester', 'marketplace')),
    quoted_minor  bigint NOT NULL CHECK (quoted_minor >= 0),
    -- What it cost in the end; null until then.
    charged_minor bigint CHECK (charged_minor >= 0),
    PRIMARY KEY (withdrawal_id, kind)
);

-- What was quoted stays quoted.
REVOKE UPDATE, DELETE, TRUNCATE ON withdrawal_fee FROM "${app-role}";
GRANT UPDATE (charged_minor) ON withdrawal_fee TO "${app-role}";

ALTER TABLE ledger_transfer
    DROP CONSTRAINT ledger_transfer_sides,
    DROP CONSTRAINT ledger_transfer_of_withdrawal,
    DROP CONSTRAINT ledger_transfer_balance,
    ADD CONSTRAINT ledger_transfer_sides CHECK (CASE kind
        WHEN 'credit'                  THEN debit_account = 'platform:sales'         AND credit_account LIKE 'wallet:%'
        WHEN 'commission'              THEN debit_account LIKE 'wallet:%'            AND credit_account = 'platform:commission'
        WHEN 'fee'                     THEN debit_account LIKE 'wallet:%'            AND credit_account = 'platform:fees'
        WHEN 'withdrawal_debit'        THEN debit_account LIKE 'wallet:%'            AND credit_account = 'platform:in_transit'
        WHEN 'withdrawal_refund'       THEN debit_account = 'platform:in_transit'    AND credit_account LIKE 'wallet:%'
        WHEN 'withdrawal_settlement'   THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:bank'
        WHEN 'reversal'                THEN debit_account = 'platform:bank'          AND credit_account LIKE 'wallet:%'
        WHEN 'paid_after_all'          THEN debit_account LIKE 'receivable:%'        AND credit_account = 'platform:bank'
        -- What the requester bears of a settled withdrawal,
        WHEN 'withdrawal_fee'          THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:fees'
        WHEN 'vat'                     THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:vat'
        WHEN 'stamp_duty'              THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:stamp_duty'
        WHEN 'provider_fee'            THEN debit_account = 'platform:in_transit'    AND credit_account = 'platform:provider_fees'
        -- what was taken from the platform for the payout, whoever bears it,
        WHEN 'stamp_duty_charge'       THEN debit_account = 'platform:stamp_duty'    AND credit_account = 'platform:bank'
        WHEN 'provider_fee_charge'     THEN debit_account = 'platform:provider_fees' AND credit_account = 'platform:bank'
        -- and what the platform adds to a returned payout, so that the wallet gets all that had left it.
        WHEN 'withdrawal_fee_reversal' THEN debit_account = 'platform:fees'          AND credit_account = 'platform:bank'
        WHEN 'vat_reversal'            THEN debit_account = 'platform:vat'           AND credit_account = 'platform:bank'
        WHEN 'stamp_duty_reversal'     THEN debit_account = 'platform:stamp_duty'    AND credit_account = 'platform:bank'
        WHEN 'provider_fee_reversal'   THEN debit_account = 'platform:provider_fees' AND credit_account = 'platform:bank'
        ELSE false END),
    ADD CONSTRAINT ledger_transfer_of_withdrawal CHECK (
        (withdrawal_id IS NULL) = (kind IN ('credit', 'commission', 'fee'))),
    ADD CONSTRAINT ledger_transfer_balance CHECK (
        (wallet_balance_minor IS NULL) = (debit_account NOT LIKE 'wallet:%' AND credit_account NOT LIKE 'wallet:%'));

-- What a withdrawal moves is its own amount, out of and into its own wallet, and its fees as quoted and charged; nothing
-- is undone that was not done.
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
    ELSIF NEW.kind IN ('withdrawal_settlement', 'paid_after_all') THEN
        due := withdrawn.payout_minor;
        needed := 'withdrawal_debit';
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
