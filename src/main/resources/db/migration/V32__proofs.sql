-- A bank's reference that a person gave as proof of a payment proves that one payment and no other, whatever its spelling.
CREATE TABLE payment_proof (
    proof text        PRIMARY KEY CHECK (proof ~ '^[A-Z0-9]{4,100}$'),
    payout text       NOT NULL REFERENCES payout_attempt (reference),
    at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payment_proof_payout ON payment_proof (payout);

INSERT INTO payment_proof (proof, payout)
SELECT upper(regexp_replace(bank_reference, '[^A-Za-z0-9]', '', 'g')), reference FROM payout_attempt
WHERE provider = 'manual' AND length(regexp_replace(bank_reference, '[^A-Za-z0-9]', '', 'g')) BETWEEN 4 AND 100
ORDER BY id
ON CONFLICT DO NOTHING;

-- A sale is credited once for each wallet, whatever key it is sent with and however long after. What was credited twice before
-- stays as it is.
CREATE TABLE credited_sale (
    wallet_id        uuid        NOT NULL REFERENCES wallet,
    source_reference text        NOT NULL,
    at               timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (wallet_id, source_reference)
);

INSERT INTO credited_sale (wallet_id, source_reference, at)
SELECT wallet_id, reference, min(created_at) FROM ledger_transfer
WHERE kind = 'credit' AND reference NOT IN ('credit', 'opening') GROUP BY wallet_id, reference;

REVOKE UPDATE, DELETE, TRUNCATE ON credited_sale FROM "${app-role}";

CREATE INDEX payout_attempt_proof ON payout_attempt (upper(regexp_replace(bank_reference, '[^A-Za-z0-9]', '', 'g')))
    WHERE bank_reference IS NOT NULL;
