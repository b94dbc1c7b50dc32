import './browser.js';
import {actionFor, countOf, identity} from '../../main/resources/plugin-webapp/withdrawal-desk/app/attention.js';
import {describe, test} from 'node:test';
import {listed, words} from '../../main/resources/plugin-webapp/withdrawal-desk/app/operations.js';
import assert from 'node:assert/strict';
import {badge} from '../../main/resources/plugin-webapp/withdrawal-desk/app/alerts.js';

describe('what needs attention', () => {
  const item = {id: 7, reference: 'WTH-A', since: '2026-11-22T10:00:00Z', count: 1};
  for (const [kind, cause, action, path] of [
    ['invariants', 'violated', 'checkInvariants', '/api/admin/operations/invariants/check'],
    ['incidents', 'step_failed', 'retry', '/api/admin/operations/incidents/7/retry'],
    ['incidents', 'process_gone', 'restart', '/api/admin/operations/withdrawals/WTH-A/restart'],
    ['incidents', 'process_restart', 'confirmRestart', '/api/admin/operations/withdrawals/WTH-A/restart/confirm'],
    ['payouts', 'unclear', 'checkPayout', '/api/admin/operations/withdrawals/WTH-A/check-payout'],
    ['emails', 'given_up', 'resend', '/api/admin/operations/emails/7/resend']
  ]) {
    test(`${kind} ${cause}: ${action}`, () => assert.deepEqual(actionFor(kind, {...item, cause}), [action, path]));
  }

  for (const [kind, cause] of [
    ['payouts', 'waits_later'], ['incidents', 'new_cause'], ['stops', 'paused'], ['reviews', 'overdue'], ['new', 'new']
  ]) {
    test(`${kind} ${cause}: nothing but to look`, () => assert.equal(actionFor(kind, {...item, cause}), null));
  }

  test('it is news when one comes, goes or changes, and not when it grows older', () => {
    const found = (...items) => identity({kinds: [{kind: 'incidents', count: items.length, items}]});
    const one = {...item, cause: 'step_failed'};
    assert.equal(found(one), found({...one, detail: 'said otherwise'}));
    assert.notEqual(found(one), found());
    assert.notEqual(found(one), found({...one, cause: 'process_gone'}));
    assert.notEqual(found(one), found({...one, since: '2026-11-22T11:00:00Z'}));
  });

  for (const [cause, count, said] of [['violated', 99, 99], ['violated', 100, '100+'], ['late', 250, 250]]) {
    test(`${count} of ${cause} are ${said}`, () => assert.equal(countOf({...item, cause, count}), said));
  }
});

describe('the list behind a number', () => {
  test('has the filters of the address, and nothing of the figures', () => {
    const now = new URLSearchParams('days=7&zone=UTC&list.stage=in_review&list.from=2026-11-21');
    assert.equal(listed(now).toString(), 'stage=in_review&from=2026-11-21');
  });

  for (const [filters, said] of [
    ['decision=approve', 'approved'],
    ['priority=high', 'high priority'],
    ['from=2026-11-21&to=2026-11-21&zone=UTC', '21 Nov 2026'],
    ['from=2026-11-21&to=2026-11-22&zone=UTC&hour=9', 'at 9:00, 21 Nov 2026 to 22 Nov 2026'],
    ['failure_reason=No <b>', '“No <b>”']
  ]) {
    test(`${filters} is ${said}`, () => assert.equal(words(new URLSearchParams(filters)), said));
  }
});

test('the bell has room for two digits', () => {
  assert.deepEqual([0, 1, 99, 100].map(badge), ['', '1', '99', '99+']);
});
