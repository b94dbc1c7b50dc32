-- What each table is for, and what the name of a column does not say: units, when it is null, who reads it. The page of tables is
-- made from these.

COMMENT ON TABLE wallet IS 'One balance for each owner and type; below zero only after a sale was taken back.';
COMMENT ON COLUMN wallet.owner_id IS 'The user''s id.';
COMMENT ON COLUMN wallet.balance_minor IS 'In minor units; always the sum of its transfers.';
COMMENT ON COLUMN wallet.status IS 'active or frozen; closed_at says whether it is closed.';
COMMENT ON COLUMN wallet.email IS 'Null when the marketplace gave none.';
COMMENT ON COLUMN wallet.display_name IS 'As people see it; stored composed (NFC).';

COMMENT ON TABLE ledger_transfer IS 'The ledger: one row is one movement with both sides. Only added to.';
COMMENT ON COLUMN ledger_transfer.kind IS 'What moved the money; see the constraints for which accounts it may have.';
COMMENT ON COLUMN ledger_transfer.amount_minor IS 'In minor units, always above zero.';
COMMENT ON COLUMN ledger_transfer.withdrawal_id IS 'Null when it belongs to no withdrawal.';
COMMENT ON COLUMN ledger_transfer.wallet_id IS 'The wallet that it touches; null when it touches none.';
COMMENT ON COLUMN ledger_transfer.wallet_balance_minor IS 'The wallet''s balance afterwards; null when it touches none.';
COMMENT ON COLUMN ledger_transfer.reference IS 'The withdrawal''s, or that of the sale.';
COMMENT ON COLUMN ledger_transfer.description IS 'The owner reads it in the list of transactions.';

COMMENT ON TABLE credited_sale IS 'Which sales were credited or taken back, each once for a wallet, for ever.';
COMMENT ON COLUMN credited_sale.source_reference IS 'The marketplace''s own number of the sale.';

COMMENT ON TABLE wallet_freeze IS 'Who froze a wallet and why, and who wants it unfrozen.';
COMMENT ON COLUMN wallet_freeze.reason IS 'The owner reads it.';
COMMENT ON COLUMN wallet_freeze.lift_asked_by IS 'Who asked that it be lifted; another person has to agree.';
COMMENT ON COLUMN wallet_freeze.lifted_by IS 'Null as long as it lasts.';

COMMENT ON TABLE payment_pin IS 'The payment PIN of each user: a slow hash, sealed with a key that this database does not hold.';
COMMENT ON COLUMN payment_pin.sealed IS 'Nonce, sealed hash and tag of AES-GCM, with the user''s id as associated data.';
COMMENT ON COLUMN payment_pin.attempts IS 'Since the last success; the tenth locks until an admin resets it.';
COMMENT ON COLUMN payment_pin.key_version IS 'Of the key that sealed it.';

COMMENT ON TABLE withdrawal_fee IS 'The fees of a withdrawal as they were quoted, and what they cost in the end.';
COMMENT ON COLUMN withdrawal_fee.bearer IS 'Who pays it: the requester or the marketplace.';
COMMENT ON COLUMN withdrawal_fee.quoted_minor IS 'In minor units; never changes.';
COMMENT ON COLUMN withdrawal_fee.charged_minor IS 'In minor units; null until it was charged.';

COMMENT ON TABLE payment_settings IS 'One bank account for each vendor.';
COMMENT ON COLUMN payment_settings.account_number IS 'In full: the review and the provider need it.';
COMMENT ON COLUMN payment_settings.resolved_name IS 'What the bank calls the account; null when it was not asked or has no such account.';
COMMENT ON COLUMN payment_settings.resolved_at IS 'When the bank answered; null when it did not.';
COMMENT ON COLUMN payment_settings.name_match IS 'How like the two names are, in per cent; null without an answer.';
COMMENT ON COLUMN payment_settings.withdrawals_from IS 'The end of the cooling-off after the last change; null when the account was never changed.';

COMMENT ON TABLE bank IS 'The provider''s list of banks, kept for its outages.';
COMMENT ON COLUMN bank.provider IS 'Whose list it comes from; null of those that every provider knows.';
COMMENT ON COLUMN bank.refreshed_at IS 'Null of those that came with the desk.';

COMMENT ON TABLE account_look_up IS 'How often a user had a bank asked whose account it is, on the last day (UTC) on which that was done.';

COMMENT ON TABLE account_doubt IS 'Accounts of which a bank said that it does not know them and to try again.';
COMMENT ON COLUMN account_doubt.answers IS 'How often it said so in a row.';
COMMENT ON COLUMN account_doubt.ask_at IS 'When it is asked again.';

COMMENT ON TABLE withdrawal IS 'The request with its stage, its decision and its end. What was requested and approved never changes.';
COMMENT ON COLUMN withdrawal.seq IS 'Lists are cut to pages by it; it says nothing else.';
COMMENT ON COLUMN withdrawal.reference IS 'WTH- and 12 characters; the business key of its process.';
COMMENT ON COLUMN withdrawal.requester_id IS 'Whose money it is.';
COMMENT ON COLUMN withdrawal.initiated_by IS 'Who asked for it: the requester, an admin or a run.';
COMMENT ON COLUMN withdrawal.amount_minor IS 'What leaves the wallet, in minor units.';
COMMENT ON COLUMN withdrawal.payout_minor IS 'What reaches the bank, in minor units: the amount less the fees that the requester bears.';
COMMENT ON COLUMN withdrawal.account_number IS 'In full: the review and the provider need it.';
COMMENT ON COLUMN withdrawal.stage IS 'Where it is; see docs/reference/stages.md.';
COMMENT ON COLUMN withdrawal.status IS 'What the stage means to the requester: pending, processing, completed, failed or cancelled.';
COMMENT ON COLUMN withdrawal.stage_since IS 'Since when it waits for what it waits for.';
COMMENT ON COLUMN withdrawal.decision IS 'approve or reject; null until somebody decided.';
COMMENT ON COLUMN withdrawal.decision_reason IS 'Of a rejection; the requester reads it.';
COMMENT ON COLUMN withdrawal.decision_notes IS 'Of an approval; staff read them.';
COMMENT ON COLUMN withdrawal.first_approved_by IS 'Null unless two have to approve.';
COMMENT ON COLUMN withdrawal.bank_reference IS 'Null until it was paid.';
COMMENT ON COLUMN withdrawal.process_instance_id IS 'The engine''s id of its process.';
COMMENT ON COLUMN withdrawal.ended_at IS 'Null as long as it is open.';
COMMENT ON COLUMN withdrawal.resolved_name IS 'What the bank calls the account; null when it was not asked or has no such account.';
COMMENT ON COLUMN withdrawal.name_match IS 'How like the two names are, in per cent; null without an answer.';

COMMENT ON TABLE payout_finding IS 'What one person found, or did, after a withdrawal''s end, until a second one confirms it.';
COMMENT ON COLUMN payout_finding.payout IS 'The reference of the payout that it is about.';
COMMENT ON COLUMN payout_finding.amount_minor IS 'What came back, was repaid or is written off, in minor units.';
COMMENT ON COLUMN payout_finding.state IS 'Dropped means not confirmed, or overtaken by news.';

COMMENT ON TABLE process_restart IS 'Who wants a process started anew that is gone, and who agreed.';

COMMENT ON TABLE task_reminder IS 'When people were last reminded of a task that is overdue.';
COMMENT ON COLUMN task_reminder.task_id IS 'The engine''s id of the task.';

COMMENT ON TABLE payout_attempt IS 'Each attempt to pay: its reference is stored before the first call, with all that is known of it.';
COMMENT ON COLUMN payout_attempt.attempt IS '1 for the first; another one begins only when the one before is known not to have paid.';
COMMENT ON COLUMN payout_attempt.provider IS 'Who is to pay it: a provider, or manual. It may change until it was handed over.';
COMMENT ON COLUMN payout_attempt.account IS 'Which of our accounts at the provider it was handed over with; null before, or when that was not kept.';
COMMENT ON COLUMN payout_attempt.reference IS 'Ours, by which the provider knows it.';
COMMENT ON COLUMN payout_attempt.amount_minor IS 'What the bank is to get, in minor units.';
COMMENT ON COLUMN payout_attempt.state IS 'What may be concluded; see PayoutState.';
COMMENT ON COLUMN payout_attempt.last_result IS 'What the provider said last; null before the first answer.';
COMMENT ON COLUMN payout_attempt.message IS 'The provider''s last words, masked; null when it had none.';
COMMENT ON COLUMN payout_attempt.cause IS 'The first words that said why it was not paid; later ones do not replace them.';
COMMENT ON COLUMN payout_attempt.provider_id IS 'The provider''s own id; null until it told one.';
COMMENT ON COLUMN payout_attempt.fee IS 'What the provider took, in major units; null until it told that.';
COMMENT ON COLUMN payout_attempt.sends IS 'How often it was sent.';
COMMENT ON COLUMN payout_attempt.handed_over IS 'Whether it was ever given to a provider, who is then asked for it for ever.';
COMMENT ON COLUMN payout_attempt.checks IS 'How often the provider was asked since it was sent.';
COMMENT ON COLUMN payout_attempt.refused IS 'Whether the provider turned it away.';
COMMENT ON COLUMN payout_attempt.not_found IS 'How often in a row the provider did not know it.';
COMMENT ON COLUMN payout_attempt.held_until IS 'Until when a failure is waited with, because providers take failures back; null when it is not.';
COMMENT ON COLUMN payout_attempt.retry_at IS 'When it is tried or asked again; null when that is not planned.';
COMMENT ON COLUMN payout_attempt.proposed_by IS 'Who says that they transferred it by hand, until another person confirms it.';
COMMENT ON COLUMN payout_attempt.overdue IS 'Whether it took longer than payouts may.';
COMMENT ON COLUMN payout_attempt.batched IS 'Whether it is to be sent together with others, and was not yet.';
COMMENT ON COLUMN payout_attempt.hints IS 'How often somebody said that there is news of it.';
COMMENT ON COLUMN payout_attempt.hints_taken IS 'How many of these the provider was asked after.';
COMMENT ON COLUMN payout_attempt.overruled IS 'The provider''s word that two people found to be wrong: it says nothing new.';
COMMENT ON COLUMN payout_attempt.stopped IS 'Whether a freeze or a pause keeps it from being sent.';
COMMENT ON COLUMN payout_attempt.stop_ended IS 'When it was let go; the clock of its wait runs from then.';

COMMENT ON TABLE payout_exchange IS 'Each call to a provider about a payout, masked. A row is written before its call and completed once.';
COMMENT ON COLUMN payout_exchange.payout_references IS 'Several when they were sent together.';
COMMENT ON COLUMN payout_exchange.http_status IS 'Null until the answer came, and for ever when the desk died in between.';
COMMENT ON COLUMN payout_exchange.answer IS 'Masked.';
COMMENT ON COLUMN payout_exchange.results IS 'In the order of the references.';

COMMENT ON TABLE payout_pause IS 'Whose payouts are paused now.';
COMMENT ON COLUMN payout_pause.provider IS 'One provider''s name, manual for those by hand, or all.';

COMMENT ON TABLE payment_proof IS 'Each bank''s reference that proves a payment, whatever its spelling, once.';
COMMENT ON COLUMN payment_proof.proof IS 'Provider, bank and the reference, normalised.';
COMMENT ON COLUMN payment_proof.payout IS 'The payout that it proves.';

COMMENT ON TABLE provider_alarm IS 'What is wrong with a provider as a whole, until it is right again.';

COMMENT ON TABLE webhook_event IS 'What providers told, stored before it is used, once and masked.';
COMMENT ON COLUMN webhook_event.subject IS 'The provider''s id of what it is about; of a body without one, its SHA-256.';
COMMENT ON COLUMN webhook_event.status IS 'As the provider has it.';
COMMENT ON COLUMN webhook_event.reference IS 'Ours; null when it names none.';
COMMENT ON COLUMN webhook_event.body IS 'Masked: no names, no account number in full.';
COMMENT ON COLUMN webhook_event.note IS 'What became of it, for people.';
COMMENT ON COLUMN webhook_event.settled_at IS 'Null as long as it is to be handled.';

COMMENT ON TABLE sandbox_transfer IS 'The sandbox bank''s own book.';

COMMENT ON TABLE sandbox_shortage IS 'Payouts that the sandbox bank turned away for lack of money.';

COMMENT ON TABLE payout_schedule IS 'When each vendor wants to be paid without asking.';
COMMENT ON COLUMN payout_schedule.threshold_minor IS 'The balance from which the vendor is paid, in minor units; null unless it goes by that.';
COMMENT ON COLUMN payout_schedule.minimum_minor IS 'Smaller balances are left for a later run, in minor units; null for the desk''s own minimum.';
COMMENT ON COLUMN payout_schedule.weekday IS 'Null when it pays by another rhythm.';
COMMENT ON COLUMN payout_schedule.day_of_month IS 'Null when it pays by another rhythm.';

COMMENT ON TABLE payout_run IS 'One run for each business day, whoever starts it and however often.';
COMMENT ON COLUMN payout_run.period IS 'The day.';
COMMENT ON COLUMN payout_run.since IS 'The first day it stands for: earlier than its own when runs were missed.';
COMMENT ON COLUMN payout_run.reminders IS 'How often the admins were reminded of what it left them to review.';
COMMENT ON COLUMN payout_run.openings IS 'How often it was opened; again as long as it created nothing.';
COMMENT ON COLUMN payout_run.total_minor IS 'Of the withdrawals that it created, in minor units; null until it reported.';

COMMENT ON TABLE payout_run_item IS 'What a run did for a vendor: a withdrawal, or the reason why there is none. The key lets nobody be paid twice by a run.';
COMMENT ON COLUMN payout_run_item.redo IS 'Whether the vendor is looked at once more by the same run.';

COMMENT ON TABLE reconciliation_run IS 'A comparison of our books with a provider for one day. The last that is done counts.';
COMMENT ON COLUMN reconciliation_run.tries IS 'How often the provider was asked.';
COMMENT ON COLUMN reconciliation_run.retry_at IS 'When a failed one is tried again; null when it is not.';
COMMENT ON COLUMN reconciliation_run.outcomes IS 'For each kind of outcome, how many there were and the sum in minor units.';
COMMENT ON COLUMN reconciliation_run.ours_minor IS 'What left by our books, in minor units.';
COMMENT ON COLUMN reconciliation_run.theirs_minor IS 'What left by the provider''s, in minor units.';
COMMENT ON COLUMN reconciliation_run.moved_minor IS 'How our balance there changed, in minor units; null when the provider does not tell.';

COMMENT ON TABLE reconciliation_item IS 'What did not match.';
COMMENT ON COLUMN reconciliation_item.difference_minor IS 'Theirs less ours, in minor units.';

COMMENT ON TABLE emergency_refund IS 'What one admin proposes to give back, until a second one confirms it.';
COMMENT ON COLUMN emergency_refund.reason IS 'The requesters read it.';
COMMENT ON COLUMN emergency_refund.expires_at IS 'From then on it cannot be confirmed.';

COMMENT ON TABLE emergency_refund_item IS 'What became of each withdrawal of a proposal.';
COMMENT ON COLUMN emergency_refund_item.stage_seen IS 'When it was proposed.';
COMMENT ON COLUMN emergency_refund_item.provider_said IS 'Null when there was nothing to ask.';

COMMENT ON TABLE review_opening IS 'What a reviewer knew of a withdrawal when they last opened it, so that an approval is not of something else.';

COMMENT ON TABLE withdrawal_look IS 'Who has a withdrawal''s task open. Worth nothing after a minute, so a crash may lose it.';

COMMENT ON TABLE notification IS 'One row for each event and audience, however many people that audience has.';
COMMENT ON COLUMN notification.audience_kind IS 'person or group.';
COMMENT ON COLUMN notification.metadata IS 'For programs, as JSON: references and masked facts.';
COMMENT ON COLUMN notification.action_url IS 'A path of the desk and nothing else, so that no link leads elsewhere.';
COMMENT ON COLUMN notification.fanned_out_at IS 'Null until its e-mails were made for the people that the audience had then.';

COMMENT ON TABLE notification_read IS 'Who has read what.';

COMMENT ON TABLE notification_delivery IS 'E-mails to write, one for each recipient.';
COMMENT ON COLUMN notification_delivery.state IS 'pending, delivered or given_up.';
COMMENT ON COLUMN notification_delivery.next_attempt_at IS 'Null when there is none.';
COMMENT ON COLUMN notification_delivery.last_error IS 'Of the last attempt; null when there was none.';

COMMENT ON TABLE audit_event IS 'Who did what, when and why. Only added to.';
COMMENT ON COLUMN audit_event.actor IS 'A user''s id, or what the desk calls itself or a role of the database.';
COMMENT ON COLUMN audit_event.roles IS 'The actor''s groups at that moment.';
COMMENT ON COLUMN audit_event.before IS 'What changed, as it was, as JSON.';
COMMENT ON COLUMN audit_event.after IS 'What changed, as it is now, as JSON.';
COMMENT ON COLUMN audit_event.outcome IS 'done or refused.';
COMMENT ON COLUMN audit_event.reason IS 'In the actor''s words; null when none was given.';

COMMENT ON TABLE audit_tally IS 'Until when something that comes with every call counts as recorded, and how often it came meanwhile.';

COMMENT ON TABLE audit_seal IS 'The chain of seals over the audit trail. Each covers all rows between the seal before and its last_id.';
COMMENT ON COLUMN audit_seal.total IS 'Rows covered by all seals up to this one.';
COMMENT ON COLUMN audit_seal.entries IS 'For each row, in the order of their ids, the id and the first 16 bytes of its MAC.';
COMMENT ON COLUMN audit_seal.form IS 'How a row was turned into bytes.';
COMMENT ON COLUMN audit_seal.mac IS 'Over everything above and the MAC of the seal before.';

COMMENT ON TABLE api_key IS 'Keys with which programs call. The secret is 256 random bits, of which the hash is kept.';
COMMENT ON COLUMN api_key.holder IS 'The account; null when it is gone, and the key with it.';
COMMENT ON COLUMN api_key.hash IS 'SHA-256 of the secret.';
COMMENT ON COLUMN api_key.revoked_at IS 'Null as long as it is not.';

COMMENT ON TABLE person_identity IS 'Ids that are one person''s, such as a local account and what an issuer calls them. In lower case.';

COMMENT ON TABLE idempotent_request IS 'Answers by user and key, kept for seven days.';
COMMENT ON COLUMN idempotent_request.fingerprint IS 'Of the request without its PIN.';
COMMENT ON COLUMN idempotent_request.body IS 'The answer, to be given again.';

COMMENT ON TABLE scheduled_tasks IS 'The queue of db-scheduler, whose table this is.';
