/** What a new record begins with, how its fields are split, and what of it is sent. */
import { currentLanguage } from "../app/i18n.js";
import { typed, writable } from "./fields/field.js";
import { edit, raw } from "./fields/state.js";

/**
 * @typedef {import("./fields/types").Form} Form
 * @typedef {import("./fields/types").State} State
 */

/** The values that the form was opened with, as if they had been typed. @type {(state: State, values: Record<string, any>) => State} */
export function filled(state, values) {
  const given = { ...state.form, values: { ...state.form.values, ...values } };
  const fitting = Object.keys(values).filter((name) => state.form.fields[name]?.createable);
  return fitting.reduce((now, name) => edit(now, name, raw({ ...now, form: given, edits: {} }, name, currentLanguage()), currentLanguage()), state);
}

/**
 * Two lists of sections: fields that are required or filled already, and the rest. Where there is none of the first kind
 * nothing is put aside.
 * @param {import("./fields/field.js").Editing} editing
 * @param {Record<string, any>} values
 */
export function split(editing, values) {
  const { form } = editing.state;
  const usable = (/** @type {string} */ name) => form.fields[name] && writable(editing, name).length > 0;
  const early = (/** @type {string} */ name) => typed(editing.state, name).some((one) => form.fields[one].required && form.fields[one].type !== "boolean" || one in values);
  const sections = form.sections.map((section) => ({ ...section, fields: section.fields.filter(usable) }));
  const first = sections.flatMap((section) => section.fields.filter(early));
  const rest = sections.map((section) => ({ ...section, fields: section.fields.filter((name) => !early(name)) }));
  const filledSections = rest.filter((section) => section.fields.length);
  return first.length ? [[{ label: "", fields: first }], filledSections] : [filledSections, []];
}

/** What is sent: everything that holds a value, and what was emptied although it has a default. @type {(form: Form, values: Record<string, any>) => Record<string, any>} */
export function wanted(form, values) {
  const kept = Object.entries(values).filter(([name, value]) => (value !== null && value !== false) || hasDefault(form.values[name]));
  const type = form.record_type?.id;
  return { ...Object.fromEntries(kept), ...(type ? { RecordTypeId: type } : {}) };
}

const hasDefault = (/** @type {any} */ value) => value !== null && value !== undefined && value !== "" && value !== false;
