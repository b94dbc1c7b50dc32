-- Whether a payout is to be sent together with others, and was not yet.
ALTER TABLE payout_attempt ADD batched boolean NOT NULL DEFAULT false;
