import {languages} from './browser.js';
import {age, ago, date, duration, locale, money, text, time, word} from '../../main/resources/plugin-webapp/withdrawal-desk/app/desk.js';
import {describe, test} from 'node:test';
import assert from 'node:assert/strict';

const inSeconds = seconds => new Date(Date.now() + seconds * 1000).toISOString();

describe('money', () => {
  for (const [amount, currency, said] of [
    ['50000.00', 'NGN', '₦50,000.00'],
    ['0.05', 'NGN', '₦0.05'],
    ['-1200.50', 'NGN', '-₦1,200.50'],
    ['1000000.00', 'USD', '$1,000,000.00'],
    ['90071992547409931.07', 'NGN', '₦90,071,992,547,409,931.07']
  ]) {
    test(`${amount} ${currency} is ${said}, to the last kobo`, () => assert.equal(money(amount, currency), said));
  }
});

describe('times', () => {
  test('are said in the zone and the language of the reader', () => {
    assert.equal(time('2026-11-22T23:30:00Z'), '23 Nov 2026, 00:30');
  });

  test('a date stays the day that it is', () => assert.equal(date('2026-11-21'), '21 Nov 2026'));

  for (const [seconds, said] of [
    [-30, 'now|this minute'], [-65, '1 minute ago'], [-7300, '2 hours ago'], [-90_000, 'yesterday'],
    [3700, 'in 1 hour'], [180_000, 'in 2 days']
  ]) {
    test(`${seconds} s from now is ${said}`, () => assert.match(ago(inSeconds(seconds)), new RegExp(`^(${said})$`)));
  }

  for (const [seconds, said] of [
    [0, '0 min'], [-5, '0 min'], [1, '< 1 min'], [59, '< 1 min'], [60, '1 min'], [3599, '59 min'],
    [3600, '1 h'], [172_799, '47 h'], [172_800, '2 days'], [259_199, '2 days']
  ]) {
    test(`${seconds} s last ${said}`, () => assert.equal(duration(seconds), said));
  }

  test('what is still to come has no age', () => assert.equal(age(inSeconds(60)), '0 min'));
  test('an age is rounded down', () => assert.equal(age(inSeconds(-7199)), '1 h'));
});

describe('texts', () => {
  test('braces are filled in, each as often as it comes', () => {
    assert.equal(text('selected', {count: 3, sum: '₦9,000.00'}), '3 selected, ₦9,000.00 in all');
  });

  test('a value is never read as a pattern', () => {
    assert.equal(text('select', {reference: '$& {sum}'}), 'Select $& {sum}');
  });
  test('a word of the API', () => assert.equal(word('stage', 'in_review'), text('stage_in_review')));
  test('a word that nobody knows is said as it is', () => assert.equal(word('stage', 'on_the_moon'), 'on the moon'));
  test('or otherwise', () => assert.equal(word('refused', 'some_code', 'What the API says'), 'What the API says'));
});

describe('the language', () => {
  const desk = '../../main/resources/plugin-webapp/withdrawal-desk/app/desk.js';

  test('keeps the region of the reader', () => assert.equal(locale, 'en-GB'));

  test('is the first of the reader that the desk knows', async () => {
    languages.splice(0, 2, 'de', 'fr-CA', 'en');
    const french = await import(`${desk}?french`);
    assert.equal(french.locale, 'fr-CA');
    assert.equal(french.text('withdrawal'), 'Retrait');
  });

  test('is English for others', async () => {
    languages.splice(0, 3, 'de');
    assert.equal((await import(`${desk}?german`)).locale, 'en');
  });
});
