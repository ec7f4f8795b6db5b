/**
 * What a person is doing to one record, as a plain value that can be kept while they read another message.
 * `edits` holds only what differs from Salesforce; each function returns a new state.
 *
 * @typedef {import("./types").Form} Form
 * @typedef {import("./types").Raw} Raw
 * @typedef {import("./types").State} State
 * @typedef {import("./types").Complaint} Complaint
 */
import { choicesFor, complaint, parts, toRaw, toValue } from "./values.js";

/** @type {(form: Form) => State} */
export const start = (form) => ({ form, edits: {}, errors: {}, clashes: {} });

/** @type {(a: Raw, b: Raw) => boolean} */
const same = (a, b) => (typeof a === "object" || typeof b === "object" ? idOf(a) === idOf(b) : a === b);
const idOf = (/** @type {Raw} */ raw) => (raw && typeof raw === "object" ? raw.id : raw || null);

/** @type {(record: Record<string, any>, name: string) => Record<string, any>} */
const without = (record, name) => Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));

/**
 * What the editor of a field shows: what was typed, else what Salesforce has.
 * @type {(state: State, name: string, locale: string) => Raw}
 */
export const raw = (state, name, locale) => (name in state.edits ? state.edits[name] : toRaw(state.form, name, locale));

/** @type {(state: State) => string[]} */
export const changed = (state) => Object.keys(state.edits);

/**
 * One field typed into; a choice that the new value no longer allows is emptied, as Salesforce does.
 * @param {State} state
 * @param {string} name
 * @param {Raw} value
 * @param {string} locale
 * @returns {State}
 */
export function edit(state, name, value, locale) {
  const edits = without(state.edits, name);
  if (!same(value, toRaw(state.form, name, locale))) edits[name] = value;
  let next = { ...state, edits, errors: without(state.errors, name), clashes: without(state.clashes, name) };
  for (const [other, field] of Object.entries(state.form.fields)) {
    if (field.controller !== name) continue;
    const kept = parts(raw(next, other, locale)).filter((v) => choicesFor(field, value, "").some((c) => c.value === v));
    next = edit(next, other, kept.join(";"), locale);
  }
  return next;
}

/** Take back what was typed into some fields. @type {(state: State, names: string[]) => State} */
export const revert = (state, names) =>
  names.reduce(
    (now, name) => ({
      ...now,
      edits: without(now.edits, name),
      errors: without(now.errors, name),
      clashes: without(now.clashes, name),
    }),
    state,
  );

/**
 * The changed values for Salesforce, and what is wrong with them.
 * @param {State} state
 * @param {string} locale
 * @param {string[]} [names] the fields to look at; those that were changed when absent
 * @returns {{values: Record<string, any>, problems: Record<string, Complaint>}}
 */
export function payload(state, locale, names = changed(state)) {
  /** @type {Record<string, any>} */
  const values = {};
  /** @type {Record<string, Complaint>} */
  const problems = {};
  for (const name of names) {
    const field = state.form.fields[name];
    const now = raw(state, name, locale);
    const problem = complaint(field, now, locale);
    if (problem) problems[name] = problem;
    else values[name] = toValue(field, now, locale);
  }
  return { values, problems };
}

/**
 * The record as it is now in Salesforce under what was typed. A field that both changed, differently, is a clash to be
 * decided: `form` holds Salesforce's value, `edits` the person's.
 * @param {State} state
 * @param {Form} current
 * @param {string} locale
 * @returns {State}
 */
export function rebase(state, current, locale) {
  let next = { ...start(current), errors: state.errors };
  for (const [name, mine] of Object.entries(state.edits)) {
    if (!current.fields[name]) continue;
    const [before, theirs] = [toRaw(state.form, name, locale), toRaw(current, name, locale)];
    if (same(mine, theirs)) continue;
    next.edits[name] = mine;
    if (!same(before, theirs) || name in state.clashes)
      next.clashes[name] = true;
  }
  return next;
}

/**
 * Decide a clash.
 * @type {(state: State, name: string, side: "mine" | "theirs") => State}
 */
export const decide = (state, name, side) =>
  side === "theirs" ? revert(state, [name]) : { ...state, clashes: without(state.clashes, name) };

/**
 * Salesforce's messages at their fields; those of fields that are not shown come back as sentences.
 * @param {State} state
 * @param {{name?: string | null, label?: string | null, message: string}[]} refused
 * @returns {{state: State, rest: string[]}}
 */
export function refuse(state, refused) {
  /** @type {Record<string, string>} */
  const errors = { ...state.errors };
  const rest = [];
  for (const { name, label, message } of refused) {
    if (name && state.form.fields[name]) errors[name] = message;
    else rest.push(label ? `${label}: ${message}` : message);
  }
  return { state: { ...state, errors }, rest };
}
