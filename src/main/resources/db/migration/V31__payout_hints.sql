-- A hint counts until the provider was asked after it; what was ever handed to a provider is asked for before it counts as unsent.
ALTER TABLE payout_attempt
    ADD hints       int     NOT NULL DEFAULT 0,
    ADD hints_taken int     NOT NULL DEFAULT 0,
    ADD handed_over boolean NOT NULL DEFAULT false,
    -- The first words that said why it was not paid.
    ADD cause       text;

UPDATE payout_attempt SET handed_over = sends > 0;
