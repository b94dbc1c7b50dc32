-- The provider's list, kept for its outages. It begins with banks that every provider knows under these codes.
CREATE TABLE bank (
    code         text        PRIMARY KEY,
    name         text        NOT NULL CHECK (name <> ''),
    provider     text,
    refreshed_at timestamptz,
    CONSTRAINT bank_source CHECK ((provider IS NULL) = (refreshed_at IS NULL))
);

INSERT INTO bank (code, name) VALUES
    ('011', 'First Bank of Nigeria'),
    ('032', 'Union Bank of Nigeria'),
    ('033', 'United Bank For Africa'),
    ('035', 'Wema Bank'),
    ('039', 'Stanbic IBTC Bank'),
    ('044', 'Access Bank'),
    ('050', 'Ecobank Nigeria'),
    ('057', 'Zenith Bank'),
    ('058', 'GTBank'),
    ('068', 'Standard Chartered Bank'),
    ('070', 'Fidelity Bank'),
    ('076', 'Polaris Bank'),
    ('082', 'Keystone Bank'),
    ('101', 'Providus Bank'),
    ('214', 'First City Monument Bank'),
    ('215', 'Unity Bank'),
    ('232', 'Sterling Bank');

-- What the bank said of the account; all null as long as it was not asked or did not answer. Without a name, the bank has
-- no such account.
ALTER TABLE payment_settings
    ADD resolved_name    text,
    ADD resolved_at      timestamptz,
    ADD name_match       int CHECK (name_match BETWEEN 0 AND 100),
    -- The end of the cooling-off after the last change; null when the account was never changed.
    ADD withdrawals_from timestamptz,
    ADD CONSTRAINT payment_settings_name_check CHECK (
        (resolved_at IS NULL) = (name_match IS NULL) AND (resolved_name IS NULL OR resolved_at IS NOT NULL));

ALTER TABLE withdrawal
    ADD resolved_name text,
    ADD resolved_at   timestamptz,
    ADD name_match    int CHECK (name_match BETWEEN 0 AND 100),
    ADD CONSTRAINT withdrawal_name_check CHECK (
        (resolved_at IS NULL) = (name_match IS NULL) AND (resolved_name IS NULL OR resolved_at IS NOT NULL));

-- Who else uses an account is asked when a withdrawal is reviewed.
CREATE INDEX payment_settings_account ON payment_settings (account_number);
CREATE INDEX withdrawal_account ON withdrawal (account_number, requester_id);

-- Where a code is missing, the bank's name stands for it.
CREATE FUNCTION same_bank(code text, name text, other_code text, other_name text) RETURNS boolean
LANGUAGE sql IMMUTABLE RETURN coalesce(code = other_code, lower(name) = lower(other_name));
