-- The first cause stays the cause, unless it was paid after all and there is none. What was handed to a provider stays handed
-- over: it is asked for ever after.
CREATE TRIGGER payout_attempt_cause_kept BEFORE UPDATE ON payout_attempt FOR EACH ROW
    WHEN (OLD.handed_over AND NOT NEW.handed_over
          OR OLD.cause <> NEW.cause
          OR NEW.hints < OLD.hints OR NEW.hints_taken < OLD.hints_taken)
    EXECUTE FUNCTION refuse_rewriting('what happened to it does not change');
ALTER TABLE payout_attempt ENABLE ALWAYS TRIGGER payout_attempt_cause_kept;
