/**
 * Numbers as people write them in their language: "1.234,5" in German is "1,234.5" in English.
 * Grouping is accepted only where it belongs, so that "1,5" typed in English is refused rather than read as 15.
 */

/** @typedef {{groups: string, decimal: string, size: number}} Signs size: digits of a group before the last ("12,34,567") */
/** @type {Map<string, Signs>} */
const known = new Map();

/**
 * @param {string} locale
 * @returns {Signs} groups: amounts of money may have another sign than plain numbers, as in Austria
 */
export function separators(locale) {
  let found = known.get(locale);
  if (!found) {
    const parts = new Intl.NumberFormat(locale).formatToParts(1234567.8);
    const money = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).formatToParts(1234567.8);
    const all = (/** @type {string} */ type) => [...parts, ...money].filter((p) => p.type === type).map((p) => p.value);
    const decimal = all("decimal")[0] ?? ".";
    const groups = [...new Set(all("group"))].join("").replace(decimal, "");
    found = { groups, decimal, size: all("integer")[1]?.length ?? 3 };
    known.set(locale, found);
  }
  return found;
}

/**
 * @param {string} text
 * @param {string} locale
 * @returns {number} NaN when the text is no number
 */
export function parseNumber(text, locale) {
  const { groups, decimal, size } = separators(locale);
  // Swiss and French groups come as several kinds of blank and apostrophe; nobody tells them apart on a keyboard.
  const blank = /[\s\u00a0\u202f'’]/g;
  const plain = text.replace(blank, "").replace("\u2212", "-");
  const signs = groups.replace(blank, "");
  const g = `[${signs}]`;
  const d = `\\${decimal}`;
  const whole = signs ? `(?:\\d+|\\d{1,3}(?:${g}\\d{${size},3})*${g}\\d{3})` : "\\d+";
  if (!new RegExp(`^[+-]?(?:${whole}(?:${d}\\d*)?|${d}\\d+)$`).test(plain)) return NaN;
  return Number((signs ? plain.replace(new RegExp(g, "g"), "") : plain).replace(decimal, "."));
}

/**
 * A number as an input shows it: the language's decimal sign, no grouping, nothing rounded away.
 * @param {number} value
 * @param {string} locale
 */
export function numberText(value, locale) {
  return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 18 }).format(value);
}

/**
 * How many digits stand before and after the decimal sign of a number.
 * @param {number} value
 * @returns {[number, number]}
 */
export function digits(value) {
  const [whole, part = ""] = new Intl.NumberFormat("en", { useGrouping: false, maximumFractionDigits: 18 })
    .format(Math.abs(value))
    .split(".");
  return [whole === "0" ? 0 : whole.length, part.length];
}
