import {answering, json} from './browser.js';
import {beforeEach, describe, mock, test} from 'node:test';
import {call, decides, once, Refused} from '../../main/resources/plugin-webapp/withdrawal-desk/app/api.js';
import assert from 'node:assert/strict';

const LOOKING = '/api/admin/finance/looking';
const MANY = '/api/admin/finance/decide-many';
const many = references => ({decision: 'approve', reason: '', references});

describe('a call', () => {
  test('carries the token of the session', async () => {
    const [asked] = [answering(json({decides: true})), await call('GET', LOOKING)];
    assert.equal(asked[0].headers['X-XSRF-TOKEN'], 'secret');
    assert.equal(asked[0].body, undefined);
    assert.equal(asked[0].headers['Content-Type'], undefined);
  });

  test('says that nobody is there after a minute without a touch', async () => {
    mock.timers.enable({apis: ['Date'], now: Date.now()});
    const asked = answering(json({}));
    window.dispatchEvent(new Event('keydown'));
    mock.timers.tick(60_000);
    await call('GET', LOOKING);
    mock.timers.tick(1);
    await call('GET', LOOKING);
    window.dispatchEvent(new Event('pointerdown'));
    await call('GET', LOOKING);
    mock.timers.reset();
    assert.deepEqual(asked.map(one => one.headers['X-Desk-By-Itself']), [undefined, 'true', undefined]);
  });

  for (const [problem, said] of [
    [{errors: [{message: 'Too small.'}, {message: 'Too long.'}], detail: 'Wrong'}, 'Too small. Too long.'],
    [{detail: 'It is decided.', code: 'already_decided'}, 'It is decided.']
  ]) {
    test(`that is refused says why: ${said}`, async () => {
      answering(json(problem, 409));
      await assert.rejects(call('GET', LOOKING), {message: said, status: 409, code: problem.code});
    });
  }

  test('that a proxy refuses is refused, too', async () => {
    answering(new Response('<h1>Bad gateway</h1>', {status: 502}));
    await assert.rejects(call('GET', LOOKING), error => error instanceof Refused && error.status === 502);
  });

  test('without an answer says that nothing is done twice', async () => {
    answering(new TypeError('the network is gone'));
    await assert.rejects(call('GET', LOOKING), {status: 0, message: /nothing is done twice/});
  });
});

describe('a call under a key', () => {
  const keys = asked => asked.map(one => one.headers['Idempotency-Key']);
  beforeEach(async () => {
    answering(json({}));
    await once(MANY, many(['between']));
  });

  test('keeps its key until there is an answer, and has another one then', async () => {
    const asked = answering(new TypeError('gone'), json({}, 503), json({}), json({}));
    await assert.rejects(once(MANY, many(['A'])));
    await assert.rejects(once(MANY, many(['A'])));
    await once(MANY, many(['A']));
    await once(MANY, many(['A']));
    const [first, second, third, fourth] = keys(asked);
    assert.equal(second, first);
    assert.equal(third, first);
    assert.notEqual(fourth, first);
    assert.match(first, /^[\w-]{8,64}$/);
  });

  test('has another key for another request', async () => {
    const asked = answering(new TypeError('gone'), json({}));
    await assert.rejects(once(MANY, many(['A'])));
    await once(MANY, many(['A', 'B']));
    assert.notEqual(keys(asked)[0], keys(asked)[1]);
  });
});

test('who decides is asked once, and again only where the desk could not say', async () => {
  answering(new TypeError('gone'));
  assert.equal(await decides(), null);
  answering(json({}, 403));
  assert.equal(await decides(), false);
  const asked = answering(json({decides: true}));
  assert.equal(await decides(), true);
  assert.equal(await decides(), true);
  assert.equal(asked.length, 1);
});
