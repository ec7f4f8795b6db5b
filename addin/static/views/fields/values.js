/**
 * Values of fields, from Salesforce to what an editor holds ("raw") and back.
 * Salesforce's forms: date YYYY-MM-DD, time HH:MM:SS.000Z, date-time ISO 8601, multi-picklist "a;b", percent 25 = 25 %.
 * Date-times are shown and typed in the time zone of this computer; times of day have none.
 *
 * @typedef {import("./types").FieldInfo} FieldInfo
 * @typedef {import("./types").Form} Form
 * @typedef {import("./types").Raw} Raw
 * @typedef {import("./types").Chosen} Chosen
 * @typedef {import("./types").Complaint} Complaint
 */
import { digits, numberText, parseNumber } from "./numbers.js";

const NUMBERS = new Set(["int", "long", "double", "currency", "percent"]);
const FIRST_DAY = "1700-01-01"; // Salesforce's own range of dates
const LAST_DAY = "4000-12-31";
const pad = (/** @type {number} */ n, width = 2) => String(n).padStart(width, "0");

/** @param {FieldInfo} field */
export const isNumber = (field) => NUMBERS.has(field.type);

/**
 * What an editor of the field starts with.
 * @param {Form} form
 * @param {string} name
 * @param {string} locale
 * @returns {Raw}
 */
export function toRaw(form, name, locale) {
  const field = form.fields[name];
  const value = form.values[name];
  if (field.type === "boolean") return value === true || value === "true";
  if (value === null || value === undefined || value === "") return field.type === "reference" ? null : "";
  if (isNumber(field)) return Number.isFinite(Number(value)) ? numberText(Number(value), locale) : String(value);
  if (field.type === "datetime") return localTime(String(value));
  if (field.type === "time") return String(value).slice(0, 5);
  if (field.type === "date") return String(value).slice(0, 10);
  if (field.type === "reference") return { id: String(value), name: form.display[name] || String(value) };
  return Array.isArray(value) ? value.join(";") : String(value);
}

/**
 * An instant as `<input type="datetime-local">` wants it; "" when it is none.
 * @param {string} iso
 */
function localTime(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const day = `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/**
 * What goes to Salesforce; empty is null.
 * @param {FieldInfo} field
 * @param {Raw} raw
 * @param {string} locale
 * @returns {any}
 */
export function toValue(field, raw, locale) {
  if (typeof raw === "boolean") return raw;
  if (raw && typeof raw === "object") return raw.id;
  const text = (raw ?? "").trim();
  if (!text) return null;
  if (isNumber(field)) return parseNumber(text, locale);
  if (field.type === "datetime") return new Date(text).toISOString();
  if (field.type === "time") return `${text}:00.000Z`;
  return text;
}

/**
 * What is wrong with what was typed; null when nothing is.
 * @param {FieldInfo} field
 * @param {Raw} raw
 * @param {string} locale
 * @returns {Complaint | null}
 */
export function complaint(field, raw, locale) {
  if (typeof raw === "boolean" || (raw && typeof raw === "object")) return null;
  const text = (raw ?? "").trim();
  if (!text) return field.required ? { key: "field.required", params: { field: field.label } } : null;
  if (isNumber(field)) return numberComplaint(field, text, locale);
  if (field.type === "date" || field.type === "datetime") return dayComplaint(text);
  if (field.type === "time") return /^\d\d:\d\d/.test(text) ? null : { key: "field.bad_time" };
  if (field.type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { key: "field.bad_email" };
  if (field.length && text.length > field.length && field.type !== "picklist" && field.type !== "multipicklist")
    return { key: "field.too_long", params: { max: field.length, over: text.length - field.length } };
  return null;
}

/** @type {(field: FieldInfo, text: string, locale: string) => Complaint | null} */
function numberComplaint(field, text, locale) {
  const value = parseNumber(text, locale);
  const example = numberText(1234.5, locale);
  if (Number.isNaN(value)) return { key: "field.bad_number", params: { example } };
  const scale = field.type === "int" || field.type === "long" ? 0 : field.scale;
  const [whole, part] = digits(value);
  if (scale === 0 && part) return { key: "field.whole_number" };
  if (scale != null && part > scale) return { key: "field.decimals", n: scale };
  const most = field.precision ? Math.min(field.precision - (scale ?? 0), 15) : 15;
  return whole > most ? { key: "field.digits", n: most } : null;
}

/** @type {(text: string) => Complaint | null} */
function dayComplaint(text) {
  const day = text.slice(0, 10);
  if (Number.isNaN(new Date(text).getTime())) return { key: "field.bad_date" };
  return day < FIRST_DAY || day > LAST_DAY ? { key: "field.far_date" } : null;
}

/**
 * The choices that may be made now, and the present value even if it is none of them (an old one, say).
 * @param {FieldInfo} field
 * @param {Raw} controller what the controlling field holds now
 * @param {Raw} present
 */
export function choicesFor(field, controller, present) {
  const open = (field.choices ?? []).filter(
    (choice) => !field.controller || (choice.valid_for ?? []).includes(String(controller ?? "")),
  );
  const missing = parts(present).filter((value) => !open.some((choice) => choice.value === value));
  return [...open, ...missing.map((value) => ({ value, label: labelOf(field, value) }))];
}

/** @type {(field: FieldInfo, value: string) => string} */
export const labelOf = (field, value) => field.choices?.find((choice) => choice.value === value)?.label ?? value;

/**
 * The single values of a multi-picklist's "a;b".
 * @param {Raw} raw
 * @returns {string[]}
 */
export const parts = (raw) => (typeof raw === "string" && raw ? raw.split(";") : []);

/**
 * A web address that is safe to link to, or null: only http and https open, whatever a record says.
 * @param {string} text
 */
export function webAddress(text) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    const url = new URL(whole);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
