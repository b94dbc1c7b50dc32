-- The one search box of the admins, see Filters: how words of reference, requester's id or name begin, or an account ends.
-- The extension is PostgreSQL's own and trusted: the owner of the database may install it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE INDEX withdrawal_words ON withdrawal
    USING gin ((' ' || lower(reference || ' ' || requester_id || ' ' || requester_name)) gin_trgm_ops);
CREATE INDEX withdrawal_account_end ON withdrawal (right(account_number, 4), seq);
