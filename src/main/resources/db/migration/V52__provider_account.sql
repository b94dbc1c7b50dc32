-- Which of our accounts at the provider it was handed over with: another account knows nothing of it, and not to know it there
-- proves nothing. Null of what was handed over before this was kept, and as long as nothing was.
ALTER TABLE payout_attempt ADD COLUMN account text;

CREATE TRIGGER payout_attempt_account_kept BEFORE UPDATE ON payout_attempt FOR EACH ROW
    WHEN ((OLD.handed_over OR OLD.sends > 0) AND OLD.account IS NOT NULL AND OLD.account IS DISTINCT FROM NEW.account)
    EXECUTE FUNCTION refuse_rewriting('the account it was handed over with does not change');
ALTER TABLE payout_attempt ENABLE ALWAYS TRIGGER payout_attempt_account_kept;
