import {readdirSync, readFileSync} from 'node:fs';
import assert from 'node:assert/strict';
import english from '../../main/resources/plugin-webapp/withdrawal-desk/app/messages-en.js';
import {test} from 'node:test';

const APP = new URL('../../main/resources/plugin-webapp/withdrawal-desk/app/', import.meta.url);
const files = readdirSync(APP).filter(name => name.endsWith('.js'));
const code = Object.fromEntries(files.map(name => [name, readFileSync(new URL(name, APP), 'utf8')]));
const texts = Object.keys(english);

test('each module is checked against its types', () => {
  assert.deepEqual(files.filter(name => !code[name].startsWith('// @ts-check\n')), []);
});

test('the web apps may load each module, and nothing else', () => {
  const java = readFileSync(new URL('../../../../java/com/withdrawaldesk/desk/WebappModules.java', APP), 'utf8');
  assert.deepEqual([...java.matchAll(/"app\/([\w-]+\.js)"/g)].map(found => found[1]).sort(), files.sort());
});

test('plugin.js, without which no web app starts, imports nothing that it cannot do without', () => {
  assert.doesNotMatch(code['plugin.js'], /^import /m);
});

test('each text is one that the code says', () => {
  const said = files.filter(name => !name.startsWith('messages-')).map(name => code[name]).join('\n');
  // A name is written out, begins with a kind of value, or ends with what is said of an action.
  const kinds = name => [...name.matchAll(/_/g)].map(found => name.slice(0, found.index));
  const forms = name => [`'${name}'`, ...kinds(name).flatMap(kind => [`'${kind}'`, `${kind}_$`, `_\${${kind}`])];
  const endings = [...said.matchAll(/}([A-Z]\w+)`/g)].map(found => found[1]);
  const unsaid = texts.filter(name => !forms(name).some(form => said.includes(form)))
      .filter(name => !endings.some(ending => name.endsWith(ending)));
  assert.deepEqual(unsaid, []);
});
