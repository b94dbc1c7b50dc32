// @ts-check
import english from './messages-en.js';

/** @type {Record<string, () => Promise<{default: Record<string, string>}>>} */
const OTHERS = {fr: () => import('./messages-fr.js')};
/** @param {string} tag */
const languageOf = tag => tag.split('-')[0];

/**
 * The first of this person's languages that the desk knows, with its region. What has no text in it is said in English.
 */
export const locale = navigator.languages.find(tag => languageOf(tag) === 'en' || languageOf(tag) in OTHERS) ?? 'en';
/** @type {Record<string, string>} */
const messages = {...english, ...(await OTHERS[languageOf(locale)]?.())?.default};

/**
 * The message of that name, its braces filled in.
 *
 * @param {Desk.Message} name
 * @param {Record<string, unknown>} [values]
 */
export function text(name, values = {}) {
  return messages[name].replace(/\{(\w+)}/g, (_, key) => String(values[key]));
}

/**
 * The word for a value of the API; one that the desk has no word for is said as it is, or otherwise.
 *
 * @param {string} kind
 * @param {string} value
 */
export function word(kind, value, otherwise = value.replaceAll('_', ' ')) {
  const name = /** @type {const} */ (`${kind}_${value}`);
  return name in messages ? text(name) : otherwise;
}

/**
 * An element with attributes, listeners (`onclick`) and children. Strings become text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {(Node | string | number | false | null | undefined)[]} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), value);
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== false && value != null) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter(child => child != null).map(child => child instanceof Node ? child : String(child)));
  return made;
}

/**
 * An amount such as 50000.00 as people write it. It is never calculated with as a floating-point number.
 *
 * @param {string} amount
 * @param {string} currency
 */
export function money(amount, currency) {
  const format = new Intl.NumberFormat('en', {style: 'currency', currency, currencyDisplay: 'narrowSymbol'});
  return format.format(/** @type {`${number}`} */ (amount));
}

/**
 * A time as people say it, in their own zone.
 *
 * @param {string} iso
 */
export function time(iso) {
  return new Date(iso).toLocaleString(locale, {dateStyle: 'medium', timeStyle: 'short'});
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];

/**
 * How long ago that was, or how soon it is.
 *
 * @param {string} iso
 */
export function ago(iso) {
  const millis = Date.parse(iso) - Date.now();
  const [unit, length] = UNITS.find(([, millisOfUnit]) => Math.abs(millis) >= millisOfUnit) ?? UNITS[2];
  return new Intl.RelativeTimeFormat(locale, {numeric: 'auto'}).format(Math.trunc(millis / length), unit);
}

/**
 * A date such as 2026-11-21 as people say it.
 *
 * @param {string} iso
 */
export function date(iso) {
  return new Date(`${iso}T12:00`).toLocaleDateString(locale, {dateStyle: 'medium'});
}

/**
 * A duration as people say it, in one unit, rounded down.
 *
 * @param {number} seconds
 */
export function duration(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  return minutes === 0 && seconds > 0 ? text('underAMinute')
      : minutes < 60 ? text('minutes', {minutes})
      : minutes < 2880 ? text('hours', {hours: Math.floor(minutes / 60)})
      : text('days', {days: Math.floor(minutes / 1440)});
}

/**
 * How long ago that was.
 *
 * @param {string} iso
 */
export function age(iso) {
  return duration((Date.now() - Date.parse(iso)) / 1000);
}
