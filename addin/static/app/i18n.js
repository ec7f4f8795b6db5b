/**
 * Texts, numbers and dates in the person's language. Texts live in texts/{language}/*.js as `export default {key: text}`;
 * `{name}` in a text is replaced by the parameter of that name.
 */

export const LANGUAGES = ["en", "de"];
const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

/** @type {Record<string, string>} */
let texts = {};
let language = "en-GB";

/**
 * Load the texts of the nearest language there is.
 * @param {string} locale BCP 47 tag of Outlook
 */
export async function useLocale(locale) {
  const [wanted] = locale.toLowerCase().split("-");
  const folder = LANGUAGES.includes(wanted) ? wanted : "en";
  language = folder === wanted ? locale : "en-GB";
  document.documentElement.lang = folder;
  // An address, not a module's name: only one language is fetched, whether the pane is bundled or not.
  texts = (await import(new URL(`texts/${folder}.js`, import.meta.url).href)).default;
}

/**
 * The text of a key. A missing key shows as itself, so that a test sees it.
 * @param {string} key
 * @param {Record<string, string|number|null|undefined>} [params]
 * @returns {string}
 */
export function t(key, params = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name] ?? "") : whole));
}

/** Is there a text of this key? @param {string} key */
export function has(key) {
  return key in texts;
}

/**
 * `key.one` or `key.other` (CLDR's names), with `{n}` as the formatted number.
 * @param {string} key @param {number} n @param {Record<string, string|number>} [params]
 */
export function plural(key, n, params = {}) {
  const form = new Intl.PluralRules(language).select(n);
  return t(texts[`${key}.${form}`] ? `${key}.${form}` : `${key}.other`, { n: fmtNumber(n), ...params });
}

/** A date without a time stays that day in every time zone. @param {string} iso date or date-time */
export function fmtDate(iso) {
  const day = DATE_ONLY.test(iso);
  const options = /** @type {const} */ ({ dateStyle: "medium", timeZone: day ? "UTC" : undefined });
  return new Intl.DateTimeFormat(language, options).format(new Date(day ? `${iso}T00:00Z` : iso));
}

/** @param {string} iso */
export function fmtDateTime(iso) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} unit and its seconds */
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const WEEK = 7 * 86_400;

/** «in 5 minutes», «yesterday»; beyond a week the date. @param {string} iso @param {number} [now] ms since 1970 */
export function fmtRelative(iso, now = Date.now()) {
  const seconds = (Date.parse(iso) - now) / 1000;
  if (Math.abs(seconds) > WEEK) return fmtDate(iso);
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[UNITS.length - 1];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

/** @param {number} value @param {number} [digits] after the decimal point, at most */
export function fmtNumber(value, digits = 2) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A size in bytes, in the unit people would say. @param {number} bytes */
export function fmtSize(bytes) {
  const KILO = 1024;
  const units = ["kilobyte", "megabyte", "gigabyte"];
  const size = Math.max(bytes / KILO, 1);
  const step = Math.min(units.length - 1, Math.floor(Math.log(size) / Math.log(KILO)));
  const options = {
    style: /** @type {const} */ ("unit"),
    unit: units[step],
    unitDisplay: /** @type {const} */ ("short"),
  };
  return new Intl.NumberFormat(language, { ...options, maximumFractionDigits: step ? 1 : 0 }).format(size / KILO ** step);
}

/** The language in use, for Intl objects of a view's own. */
export const currentLanguage = () => language;
