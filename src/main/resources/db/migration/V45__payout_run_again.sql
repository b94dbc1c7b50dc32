-- A run that created nothing does not claim its day: it is opened again, and whom it skipped is looked at once more.
ALTER TABLE payout_run ADD openings int NOT NULL DEFAULT 1;
ALTER TABLE payout_run_item ADD redo boolean NOT NULL DEFAULT false;
