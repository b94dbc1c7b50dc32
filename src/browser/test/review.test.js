import './browser.js';
import {changed, decisionOf, doneMessage, isReview, keyAction, nextReview, withSentence} from '../../main/resources/plugin-webapp/withdrawal-desk/app/review-state.js';
import {decided, nameOf} from '../../main/resources/plugin-webapp/withdrawal-desk/app/withdrawal.js';
import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {text} from '../../main/resources/plugin-webapp/withdrawal-desk/app/desk.js';

const task = (id, taskDefinitionKey) => ({id, taskDefinitionKey});
const review = id => task(id, 'userTask_reviewWithdrawal');

describe('tasks', () => {
  for (const [key, yes] of [
    ['userTask_reviewWithdrawal', true], ['userTask_confirmWithdrawal', true], ['userTask_recordTransfer', false],
    ['', false], [undefined, false]
  ]) {
    test(`${key} is ${yes ? 'a' : 'no'} review`, () => assert.equal(isReview(task('t', key)), yes));
  }

  test('the next review is the first of the list that is another one', () => {
    const list = {_embedded: {task: [task('t0', 'userTask_recordTransfer'), review('t1'), review('t2')]}};
    assert.equal(nextReview(list, review('t1'))?.id, 't2');
    assert.equal(nextReview(list, null)?.id, 't1');
  });

  for (const list of [null, {}, {_embedded: {}}, {_embedded: {task: []}}, {_embedded: {task: [review('t1')]}}]) {
    test(`there is none in ${JSON.stringify(list)}`, () => assert.equal(nextReview(list, review('t1')), null));
  }
});

describe('what is shown of a withdrawal', () => {
  const shown = {request: {updated_at: '1', stage: 'in_review'}, flags: [{code: 'a', severity: 'serious'}]};
  for (const [newer, anew] of [
    [{}, false],
    [{request: {updated_at: '2', stage: 'in_review'}}, true],
    [{request: {updated_at: '1', stage: 'queued'}}, true],
    [{flags: []}, true],
    [{flags: [{code: 'a', severity: 'attention'}]}, true]
  ]) {
    test(`${anew ? 'is drawn anew' : 'stays'}: ${JSON.stringify(newer)}`, () => {
      assert.equal(changed(shown, {...shown, ...newer}), anew);
    });
  }
});

describe('a key', () => {
  const at = {typing: false, free: true, asking: false, inside: false};
  for (const [key, where, action] of [
    ['a', {}, 'approve'],
    ['r', {}, 'reject'],
    ['?', {}, 'keys'],
    ['x', {}, null],
    ['A', {}, null],
    ['a', {typing: true}, null],
    ['r', {typing: true}, null],
    ['?', {typing: true}, null],
    ['a', {free: false}, null],
    ['r', {free: false}, null],
    ['?', {free: false}, 'keys'],
    ['Escape', {asking: true, inside: true}, 'back'],
    ['Escape', {asking: true, inside: true, typing: true}, 'back'],
    ['Escape', {asking: true}, null],
    ['Escape', {inside: true}, null],
    ['Escape', {asking: true, inside: true, free: false}, null]
  ]) {
    test(`${key} at ${JSON.stringify(where)}: ${action}`, () => {
      assert.equal(keyAction({key}, {...at, ...where}), action);
    });
  }

  for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
    test(`is the browser's with ${modifier}`, () => {
      for (const key of ['a', 'r', '?', 'Escape']) {
        assert.equal(keyAction({key, [modifier]: true}, {...at, asking: true, inside: true}), null);
      }
    });
  }
});

describe('a decision', () => {
  test('to approve takes notes or none, and never the reason', () => {
    assert.deepEqual(decisionOf('WTH-A', {mode: 'approve', notes: ' Called ', reason: 'No'}),
        {path: 'approve-withdrawal', body: {reference: 'WTH-A', notes: 'Called'}});
    const empty = decisionOf('WTH-A', {mode: 'approve', notes: '', reason: ''});
    assert.deepEqual(empty?.body, {reference: 'WTH-A', notes: ''});
  });

  test('to reject takes the reason, and never the notes', () => {
    assert.deepEqual(decisionOf('WTH-A', {mode: 'reject', notes: 'Called', reason: ' No '}),
        {path: 'reject-withdrawal', body: {reference: 'WTH-A', reason: 'No'}});
  });

  for (const reason of ['', ' ', '\n\t']) {
    test(`to reject is none with the reason ${JSON.stringify(reason)}`, () => {
      assert.equal(decisionOf('WTH-A', {mode: 'reject', notes: 'Called', reason}), null);
    });
  }

  test('a sentence is added to what was typed, up to what the API takes', () => {
    assert.equal(withSentence('', 'No proof.'), 'No proof.');
    assert.equal(withSentence(' Call us. ', 'No proof.'), 'Call us. No proof.');
    assert.equal(withSentence('x'.repeat(499), 'No proof.').length, 500);
  });

  for (const [stage, message] of [
    ['rejected', 'done_rejected'], ['second_review', 'done_second_review'], ['queued', 'done_approved'],
    ['sending', 'done_approved']
  ]) {
    test(`that leads to ${stage} is told: ${message}`, () => {
      assert.equal(doneMessage(stage), message);
      assert.doesNotMatch(text(doneMessage(stage), {amount: '₦1.00'}), /[{}]|undefined/);
    });
  }
});

describe('who decided', () => {
  const detail = {
    request: {status: 'failed', updated_at: new Date().toISOString()},
    decision: {decision: 'reject', decided_by: 'admin2', decided_at: new Date().toISOString()},
    people: {admin2: 'Bola Ade'}
  };

  test('is said by name', () => assert.match(decided(detail) ?? '', /^Rejected by Bola Ade/));
  test('is said by user id where nobody knows a name', () => {
    assert.match(decided({...detail, people: {}}) ?? '', /^Rejected by admin2/);
    assert.equal(nameOf({people: {}}, 'admin2'), 'admin2');
  });
  test('is nobody as long as it is open', () => {
    assert.equal(decided({request: {status: 'pending'}, decision: {}, people: {}}), null);
  });
  test('is the requester when it is cancelled', () => {
    assert.match(decided({...detail, request: {...detail.request, status: 'cancelled'}}) ?? '', /request/i);
  });
});
