-- What a reviewer knew of a withdrawal when he last opened it, so that an approval is not of something else.
CREATE TABLE review_opening (
    withdrawal_id uuid        NOT NULL REFERENCES withdrawal,
    reviewer      text        NOT NULL,
    findings      text[]      NOT NULL,
    opened_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (withdrawal_id, reviewer)
);

-- What speaks against paying a withdrawal as things are now. How like two names are is judged by a setting, so it is told here.
CREATE FUNCTION findings_of(withdrawal uuid) RETURNS text[] STABLE LANGUAGE sql AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN v.status = 'frozen' THEN 'wallet_frozen' END,
        CASE WHEN mine.resolved_at IS NULL THEN NULL
             WHEN mine.resolved_name IS NULL THEN 'account_not_found' ELSE 'name_match:' || mine.name_match END,
        CASE WHEN EXISTS (SELECT FROM withdrawal other
                          WHERE other.account_number = mine.account_number AND other.requester_id <> mine.requester_id
                            AND same_bank(other.bank_code, other.bank_name, mine.bank_code, mine.bank_name))
               OR EXISTS (SELECT FROM payment_settings other
                          WHERE other.account_number = mine.account_number AND other.vendor_id <> mine.requester_id
                            AND same_bank(other.bank_code, other.bank_name, mine.bank_code, mine.bank_name))
             THEN 'shared_account' END,
        CASE WHEN mine.requester_type = 'vendor' AND EXISTS (
                 SELECT FROM payment_settings saved WHERE saved.vendor_id = mine.requester_id
                   AND (saved.account_number <> mine.account_number
                        OR NOT same_bank(saved.bank_code, saved.bank_name, mine.bank_code, mine.bank_name)))
             THEN 'account_changed' END], NULL)
    FROM withdrawal mine JOIN wallet v ON v.id = mine.wallet_id WHERE mine.id = $1
$$;

-- For the statement that locks a withdrawal to decide on it: what there is, what is paused, and what this reviewer knew.
CREATE FUNCTION facts_to_decide(withdrawal uuid, by_whom text) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT concat_ws(',', array_to_string(findings_of($1), ','),
                          (SELECT string_agg('paused:' || provider, ',') FROM payout_pause),
                          (SELECT array_to_string(ARRAY['opened'] || ARRAY(SELECT 'knew:' || f FROM unnest(findings) f), ',')
                           FROM review_opening WHERE withdrawal_id = $1 AND reviewer = $2))
$$;
DROP FUNCTION stops_of(uuid);
