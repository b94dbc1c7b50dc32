-- Sales can be taken back, also when their money has left: then the wallet owes, and what comes in next goes against that. Only
-- such movements bring a wallet below zero, never a withdrawal.
ALTER TABLE wallet DROP CONSTRAINT wallet_balance_minor_check;
ALTER TABLE ledger_transfer
    DROP CONSTRAINT ledger_transfer_wallet_balance_minor_check,
    ADD CONSTRAINT ledger_transfer_nobody_withdraws_what_he_owes
        CHECK (wallet_balance_minor >= 0 OR kind <> 'withdrawal_debit');

-- Whoever takes a sale back says so to the transaction.
CREATE FUNCTION refuse_owing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('desk.taking_back', true) IS DISTINCT FROM NEW.id::text THEN
        RAISE EXCEPTION 'wallet % does not hold that much', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wallet_owes_only_what_was_taken_back BEFORE UPDATE OF balance_minor ON wallet FOR EACH ROW
    WHEN (NEW.balance_minor < 0 AND NEW.balance_minor < OLD.balance_minor) EXECUTE FUNCTION refuse_owing();
ALTER TABLE wallet ENABLE ALWAYS TRIGGER wallet_owes_only_what_was_taken_back;

-- Three kinds more, whatever there was before.
DO $$
DECLARE
    sides text;
    withdrawals text;
BEGIN
    SELECT substring(pg_get_constraintdef(oid) FROM '^CHECK (.*)$') INTO STRICT sides
    FROM pg_constraint WHERE conrelid = 'ledger_transfer'::regclass AND conname = 'ledger_transfer_sides';
    SELECT substring(pg_get_constraintdef(oid) FROM '^CHECK (.*)$') INTO STRICT withdrawals
    FROM pg_constraint WHERE conrelid = 'ledger_transfer'::regclass AND conname = 'ledger_transfer_of_withdrawal';
    ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_sides, DROP CONSTRAINT ledger_transfer_of_withdrawal;
    EXECUTE 'ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_sides CHECK (
        CASE WHEN kind IN (''sale_refund'', ''charge_back'', ''correction'')
             THEN debit_account LIKE ''wallet:%'' AND credit_account = ''platform:sales'' ELSE ' || sides || ' END)';
    EXECUTE 'ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_of_withdrawal CHECK (
        CASE WHEN kind IN (''sale_refund'', ''charge_back'', ''correction'') THEN withdrawal_id IS NULL ELSE ' || withdrawals || ' END)';
END $$;

-- Once for each wallet, sale and kind, for ever.
ALTER TABLE credited_sale
    ADD kind text NOT NULL DEFAULT 'credit',
    DROP CONSTRAINT credited_sale_pkey,
    ADD PRIMARY KEY (wallet_id, source_reference, kind);

-- A closed wallet takes no sales and no requests of its owner; what still comes back to it is paid out by closing it again.
ALTER TABLE wallet ADD closed_at timestamptz;
