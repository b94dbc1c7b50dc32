-- Whether what the audit trail has of a change of payment settings was a change to another account. Entries of before do not say
-- so, only how both looked: the bank and the end of the number.
CREATE FUNCTION is_other_account(before jsonb, after jsonb) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$
    SELECT coalesce((after ->> 'other_account')::boolean, before ->> 'account' <> after ->> 'account')
$$;
