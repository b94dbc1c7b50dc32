-- Balances and the ledger. A ledger row is one movement with both its sides, so the books balance by construction.
CREATE TABLE wallet (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id      text        NOT NULL CHECK (owner_id ~ '^[A-Za-z0-9_.@-]{1,64}$'),
    owner_type    text        NOT NULL CHECK (owner_type IN ('vendor', 'customer')),
    display_name  text        NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
    email         text        CHECK (length(email) <= 254),
    currency      text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    balance_minor bigint      NOT NULL DEFAULT 0 CHECK (balance_minor >= 0),
    status        text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'frozen')),
    created_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (owner_id, owner_type)
);

CREATE TABLE ledger_transfer (
    id                   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind                 text        NOT NULL,
    debit_account        text        NOT NULL,
    credit_account       text        NOT NULL,
    amount_minor         bigint      NOT NULL CHECK (amount_minor > 0),
    withdrawal_id        uuid,
    reference            text        NOT NULL,
    description          text        NOT NULL,
    wallet_balance_minor bigint      CHECK (wallet_balance_minor >= 0),
    created_at           timestamptz NOT NULL DEFAULT now(),
    -- Each movement touches one wallet at the most.
    wallet_id            uuid        REFERENCES wallet GENERATED ALWAYS AS (
        CASE WHEN debit_account LIKE 'wallet:%' THEN substr(debit_account, 8)::uuid
             WHEN credit_account LIKE 'wallet:%' THEN substr(credit_account, 8)::uuid END) STORED,
    CONSTRAINT ledger_transfer_sides CHECK (CASE kind
        WHEN 'credit'                THEN debit_account = 'platform:sales'      AND credit_account LIKE 'wallet:%'
        WHEN 'commission'            THEN debit_account LIKE 'wallet:%'         AND credit_account = 'platform:commission'
        WHEN 'fee'                   THEN debit_account LIKE 'wallet:%'         AND credit_account = 'platform:fees'
        WHEN 'withdrawal_debit'      THEN debit_account LIKE 'wallet:%'         AND credit_account = 'platform:in_transit'
        WHEN 'withdrawal_refund'     THEN debit_account = 'platform:in_transit' AND credit_account LIKE 'wallet:%'
        WHEN 'withdrawal_settlement' THEN debit_account = 'platform:in_transit' AND credit_account = 'platform:bank'
        WHEN 'reversal'              THEN debit_account = 'platform:bank'       AND credit_account LIKE 'wallet:%'
        ELSE false END),
    CONSTRAINT ledger_transfer_of_withdrawal CHECK (
        (withdrawal_id IS NOT NULL) = (kind IN ('withdrawal_debit', 'withdrawal_refund', 'withdrawal_settlement', 'reversal'))),
    CONSTRAINT ledger_transfer_balance CHECK ((wallet_balance_minor IS NULL) = (kind = 'withdrawal_settlement'))
);

CREATE INDEX ledger_transfer_wallet ON ledger_transfer (wallet_id, id);
-- A second debit, refund, settlement or reversal of a withdrawal cannot be stored, nor a refund of what was settled.
CREATE UNIQUE INDEX ledger_transfer_once ON ledger_transfer (withdrawal_id, kind) WHERE withdrawal_id IS NOT NULL;
CREATE UNIQUE INDEX ledger_transfer_one_end ON ledger_transfer (withdrawal_id)
    WHERE kind IN ('withdrawal_refund', 'withdrawal_settlement');
