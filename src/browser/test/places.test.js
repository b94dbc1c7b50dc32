import {answering, json} from './browser.js';
import {beforeEach, test} from 'node:test';
import {go, open, openInstance} from '../../main/resources/plugin-webapp/withdrawal-desk/app/places.js';
import assert from 'node:assert/strict';

const api = {engineApi: '/camunda/api/engine/engine/default'};

beforeEach(() => {
  location.hash = '#/?sorting=newest&task=old';
});

test('a task is opened beside what Tasklist keeps in the address', () => {
  go({id: 't1'});
  assert.equal(location.hash, '#/?sorting=newest&task=t1');
});

test('a task that is opened from a page of the desk leaves that page', () => {
  location.hash = '#/withdrawals?filter=1';
  go({id: 't1'});
  assert.equal(location.hash, '#/?task=t1');
});

test('a withdrawal with a task leads to the task', async () => {
  const asked = answering(json([{id: 't1'}]));
  await open(api, 'WTH-A&B');
  assert.equal(asked[0].path, `${api.engineApi}/task?processInstanceBusinessKey=WTH-A%26B&maxResults=1`);
  assert.equal(location.hash, '#/?sorting=newest&task=t1');
});

test('a withdrawal without a task leads to what is known of it', async () => {
  answering(json([]));
  await open(api, 'WTH-A&B');
  assert.equal(location.hash, '/withdrawal?id=WTH-A%26B');
});

test('Cockpit shows an instance only while it runs', async () => {
  answering(json([{id: 'p1'}]));
  assert.equal(await openInstance(api, 'WTH-A'), true);
  assert.equal(location.hash, '#/process-instance/p1/runtime');
  answering(json([]));
  assert.equal(await openInstance(api, 'WTH-B'), false);
  assert.equal(location.hash, '#/process-instance/p1/runtime');
});

test('where the engine refuses, nothing is opened', async () => {
  answering(json({}, 403));
  await assert.rejects(open(api, 'WTH-A'), {status: 403});
  assert.equal(location.hash, '#/?sorting=newest&task=old');
});
