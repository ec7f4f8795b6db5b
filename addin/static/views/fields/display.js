/**
 * Values of fields as people read them. Everything from the CRM becomes a text node; links go to safe addresses only.
 *
 * @typedef {import("./types").FieldInfo} FieldInfo
 * @typedef {import("./types").Form} Form
 * @typedef {import("./types").Raw} Raw
 */
import { go } from "../../app/navigation.js";
import { html } from "../../app/ui.js";
import { currentLanguage, fmtDate, fmtDateTime, fmtSize, t } from "../../app/i18n.js";
import { isNumber, labelOf, parts, webAddress } from "./values.js";

const CITY_FIRST =
  /^(us|usa|united states|ca|can|canada|au|australia|nz|new zealand|gb|uk|united kingdom|ie|ireland|in|india|)$/i;

/** Sizes of files, which describes do not tell from other numbers (Object Reference: ContentVersion, Attachment). */
const BYTES = /^(ContentSize|BodyLength)$/;

/**
 * Salesforce calls a reference by its id ("Account ID"); people mean the record.
 * @type {(field: FieldInfo) => string}
 */
export const labelText = (field) => (field.type === "reference" ? field.label.replace(/(?<=\S) ID$/, "") : field.label);

/**
 * A value as one text; "" when there is none.
 * @param {Form} form
 * @param {string} name
 * @returns {string}
 */
export function displayText(form, name) {
  const field = form.fields[name];
  if (field.type === "address") return addressLines(form, field).join("\n");
  const value = form.values[name];
  if (field.type === "boolean") return t(value === true ? "record.yes" : "record.no");
  if (value === null || value === undefined || value === "") return compoundText(form, name);
  if (field.type === "currency") return form.display[name] ?? money(field, Number(value), form.values.CurrencyIsoCode);
  if (BYTES.test(name)) return fmtSize(Number(value));
  return text(field, value, form.display[name]);
}

/** @type {(form: Form, name: string) => string} */
function compoundText(form, name) {
  const names = form.fields[name].compound ?? [];
  return form.display[name] ?? names.map((part) => form.values[part] ?? "").filter(Boolean).join(" ");
}

/** @type {(field: FieldInfo, value: any, shown: string | undefined) => string} */
function text(field, value, shown) {
  if (field.type === "date") return fmtDate(value);
  if (field.type === "datetime") return fmtDateTime(value);
  if (field.type === "time") return String(value).slice(0, 5);
  if (isNumber(field)) return number(field, Number(value));
  if (field.type === "multipicklist") return parts(value).map((one) => labelOf(field, one)).join(", ");
  if (field.type === "picklist") return labelOf(field, String(value));
  return shown ?? String(value);
}

/** @type {(field: FieldInfo, value: number) => string} */
function number(field, value) {
  const percent = field.type === "percent" ? { style: /** @type {const} */ ("unit"), unit: "percent" } : {};
  return new Intl.NumberFormat(currentLanguage(), { ...percent, maximumFractionDigits: 18 }).format(value);
}

/**
 * An amount with all its decimals; with its currency only where the org has several.
 * @type {(field: FieldInfo, value: number, currency?: string | null) => string}
 */
function money(field, value, currency) {
  const minimumFractionDigits = field.scale ?? 0;
  const style = currency ? { style: /** @type {const} */ ("currency"), currency } : {};
  const options = { ...style, minimumFractionDigits, maximumFractionDigits: 18 };
  return new Intl.NumberFormat(currentLanguage(), options).format(value);
}

/**
 * Street, city line, country. The order of the city line follows the country, not the reader's language.
 * @param {Form} form
 * @param {FieldInfo} field
 */
function addressLines(form, field) {
  const part = (/** @type {string} */ end) => {
    const name = (field.compound ?? []).find((one) => one.endsWith(end) || one.endsWith(`${end}Code`));
    return name && form.values[name] ? labelOf(form.fields[name], String(form.values[name])) : "";
  };
  const [city, state, code, country] = [part("City"), part("State"), part("PostalCode"), part("Country")];
  const line = CITY_FIRST.test(country)
    ? [city, [state, code].filter(Boolean).join(" ")].filter(Boolean).join(", ")
    : [[code, city].filter(Boolean).join(" "), state].filter(Boolean).join(", ");
  return [...part("Street").split("\n"), line, country].map((one) => one.trim()).filter(Boolean);
}

/**
 * What an editor holds, as a person would read it; for putting two values side by side.
 * @param {Form} form
 * @param {string} name
 * @param {Raw} raw
 */
export function rawText(form, name, raw) {
  const field = form.fields[name];
  if (typeof raw === "boolean") return t(raw ? "record.yes" : "record.no");
  if (raw && typeof raw === "object") return raw.name;
  if (!raw) return "";
  if (field.type === "date") return fmtDate(raw);
  if (field.type === "datetime") return fmtDateTime(new Date(raw).toISOString());
  return ["picklist", "multipicklist"].includes(field.type) ? text(field, raw, undefined) : raw;
}

/** No value: a dash to see, a word to hear. */
export const Nothing = () =>
  html`<span class="value-none">–<span class="visually-hidden">${t("record.no_value")}</span></span>`;

/**
 * A field's value to read, with a way to use it: call, write, open.
 * @param {{form: Form, name: string}} props
 */
export function Value({ form, name }) {
  const field = form.fields[name];
  const shown = displayText(form, name);
  if (!shown) return html`<${Nothing} />`;
  const link = linkOf(field, shown);
  if (link) {
    const away = link.startsWith("http") ? { target: "_blank", rel: "noopener noreferrer" } : {};
    return html`<a class="link value" href=${link} ...${away}>${shown}</a>`;
  }
  const target = form.values[name];
  const sobject = field.type === "reference" && target && objectOf(field.reference_to ?? [], target);
  if (sobject) {
    const open = () => go("record", { sobject, id: target });
    return html`<button type="button" class="link" onClick=${open}>${shown}</button>`;
  }
  return html`<span class="value">${shown}</span>`;
}

/** Ids begin with the key prefix of their object (Object Reference: "Key Prefix"). @type {Record<string, string>} */
const PREFIXES = { "001": "Account", "003": "Contact", "005": "User", "006": "Opportunity", "00Q": "Lead", 500: "Case", 701: "Campaign" };

/** What a reference leads to; undefined where one of several objects cannot be told. @type {(objects: string[], id: string) => string | undefined} */
const objectOf = (objects, id) =>
  objects.length === 1 ? objects[0] : objects.find((one) => one === PREFIXES[id.slice(0, 3)]);

/** Where a value leads; null: nowhere, or nowhere safe. @type {(field: FieldInfo, text: string) => string | null} */
export function linkOf(field, text) {
  if (field.type === "email") return `mailto:${encodeURIComponent(text).replace(/%40/g, "@")}`;
  if (field.type === "phone") return /\d/.test(text) ? `tel:${text.replace(/[^\d+*#,;]/g, "")}` : null;
  return field.type === "url" ? webAddress(text) : null;
}
