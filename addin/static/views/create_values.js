/** What a new record begins with, how its fields are split, and what of it is sent. */
import { currentLanguage } from "../app/i18n.js";
import { typed, writable } from "./fields/field.js";
import { edit, raw } from "./fields/state.js";

/**
 * @typedef {import("./fields/types").Form} Form
 * @typedef {import("./fields/types").State} State
 */

/**
 * The values that the form was opened with, as if they had been typed; of a reference its id and name.
 * @type {(state: State, values: Record<string, any>) => State}
 */
export function filled(state, values) {
  const given = { ...state.form, values: { ...state.form.values, ...values } };
  const fitting = Object.keys(values).filter((name) => state.form.fields[name]?.createable);
  const locale = currentLanguage();
  const begin = (/** @type {string} */ name) => values[name]?.id ? values[name] : raw({ ...state, form: given, edits: {} }, name, locale);
  return fitting.reduce((now, name) => edit(now, name, begin(name), locale), state);
}

/**
 * Two lists of sections: fields that are required or filled already, and the rest. Where there is none of the first
 * kind nothing is put aside.
 * @param {import("./fields/field.js").Editing} editing
 * @param {Record<string, any>} values
 */
export function split(editing, values) {
  const { form } = editing.state;
  const usable = (/** @type {string} */ name) => form.fields[name] && writable(editing, name).length > 0;
  const soon = (/** @type {string} */ one) => isRequired(form.fields[one]) || one in values;
  const early = (/** @type {string} */ name) => typed(editing.state, name).some(soon);
  const sections = form.sections.map((section) => ({ ...section, fields: section.fields.filter(usable) }));
  const first = sections.flatMap((section) => section.fields.filter(early));
  const rest = sections.map((section) => ({ ...section, fields: section.fields.filter((name) => !early(name)) }));
  const filledSections = rest.filter((section) => section.fields.length);
  return first.length ? [[{ label: "", fields: first }], filledSections] : [filledSections, []];
}

/**
 * What is sent: everything that holds a value, and what was emptied although it has a default.
 * @type {(form: Form, values: Record<string, any>) => Record<string, any>}
 */
export function wanted(form, values) {
  const kept = Object.entries(values).filter(([name, value]) => isSaid(value) || isSaid(form.values[name]));
  const type = form.record_type?.id;
  return { ...Object.fromEntries(kept), ...(type ? { RecordTypeId: type } : {}) };
}

const isSaid = (/** @type {any} */ value) => ![null, undefined, "", false].includes(value);
/** @type {(field: import("./fields/types").FieldInfo) => boolean} */
const isRequired = (field) => Boolean(field.required && field.type !== "boolean");
