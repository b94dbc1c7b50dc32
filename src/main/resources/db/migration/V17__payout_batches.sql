-- Whether a payout is to be sent together with others, and was not yet.
ALTER TABLE payout_attempt ADD batched boolean NOT NULL DEFAULT false;

-- How often the admins were reminded of what a run left them to review.
ALTER TABLE payout_run ADD reminders int NOT NULL DEFAULT 0;
