/**
 * The form of a new record: what is required and what is filled already first, everything else behind *More fields*.
 * What the form shows is what is saved, defaults included.
 */
import { ApiError, post, remember } from "../app/api.js";
import { toast } from "../app/announce.js";
import { currentLanguage, t } from "../app/i18n.js";
import { replace } from "../app/navigation.js";
import { Button, Page, html, useEffect, useState } from "../app/ui.js";
import { Duplicates } from "./create_duplicates.js";
import { FIRST_WRONG, sayAll, useEditing, useFocus } from "./fields/editing.js";
import { typed, writable } from "./fields/field.js";
import { Sections } from "./fields/sections.js";
import { changed, edit, payload, raw, refuse, revert } from "./fields/state.js";
import { Notes, Problem } from "./record_notes.js";

/**
 * @typedef {import("./fields/types").Form} Form
 * @typedef {import("./fields/types").State} State
 */

/** @param {{form: Form, values: Record<string, any>, setType: (id: string) => void, go: (view: string, params?: any) => void, warning: any}} props */
export function CreateForm({ form, values, setType, go, warning }) {
  const [state, set, drop] = useEditing(`create:${form.sobject}:${JSON.stringify(values)}`, form);
  const [refused, setRefused] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const [place, focus] = useFocus();
  useEffect(() => {
    if (!changed(state).length) set(filled(state, values));
  }, []);

  /** @type {import("./fields/field.js").Editing} */
  const editing = {
    state, creating: true, isOpen: () => true, go, open: () => {}, close: () => {}, decide: () => {},
    onRaw: (name, value) => {
      set(edit(state, name, value, currentLanguage()));
      if (refused?.candidates) setRefused(null);
    },
  };
  const [first, more] = split(editing, values);
  const asked = [...first, ...more].flatMap((section) => section.fields.flatMap((name) => writable(editing, name)));

  const save = async (/** @type {boolean} */ anyway) => {
    const { values: sent, problems } = payload(state, currentLanguage(), asked);
    set({ ...state, errors: sayAll(problems) });
    if (Object.keys(problems).length) return focus(FIRST_WRONG);
    setBusy(true);
    setRefused(null);
    try {
      const body = { values: wanted(form, sent), ...(anyway ? { allow_duplicates: true } : {}) };
      const { data, etag } = await post(`/records/${form.sobject}`, body);
      drop();
      remember(`/records/${form.sobject}/${data.id}`, { data, etag });
      toast(t("create.created", { name: data.name || form.label }));
      return replace("record", { sobject: form.sobject, id: data.id, name: data.name });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setBusy(false);
      const { state: next, rest } = refuse({ ...state, errors: {} }, error.fields);
      set(next);
      setRefused(error.fields.length ? { rest } : error.candidates.length ? { candidates: error.candidates, can: error.problem.can_save } : error);
      return focus(FIRST_WRONG, ".duplicates");
    }
  };
  const clear = () => {
    const before = state;
    set(revert({ ...state, errors: {} }, changed(state)));
    setRefused(null);
    toast(t("record.discarded"), { kind: "info", action: { label: t("common.undo"), run: () => set(before) } });
  };
  const use = (/** @type {import("./fields/types").Row} */ row) => {
    drop();
    replace("record", { sobject: row.sobject, id: row.id, name: row.name });
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    save(false);
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  };
  const types = form.record_types ?? [];
  return html`<${Page} title=${t("create.new", { object: form.label })} subtitle=${t("create.required")}>
    ${warning}
    <form class="record" novalidate ref=${place} onSubmit=${submit} onKeyDown=${keys} aria-label=${t("create.new", { object: form.label })}>
      ${!refused?.candidates && html`<${Problem} name=${form.label} problem=${refused} state=${state} retry=${() => save(false)} />`}
      <${Notes} form=${{ ...form, editable: true }} />
      ${types.length > 1 && html`<${RecordTypes} form=${form} onChange=${setType} />`}
      <${Sections} editing=${editing} sections=${first} />
      ${more.length > 0 && html`<details class="more" open=${!first.length}><summary>${t("create.more")}</summary><${Sections} editing=${editing} sections=${more} /></details>`}
      ${refused?.candidates && html`<${Duplicates} rows=${refused.candidates} can=${refused.can} busy=${busy} anyway=${() => save(true)} use=${use} />`}
      <div class="record-bar">
        <${Button} onClick=${clear}>${t("create.discard")}<//>
        <${Button} kind="primary" type="submit" busy=${busy}>${t("create.save", { object: form.label })}<//>
      </div>
    </form>
  <//>`;
}

/** @param {{form: Form, onChange: (id: string) => void}} props */
function RecordTypes({ form, onChange }) {
  return html`<div class="field">
    <label for="record-type">${t("record.type")}</label>
    <select id="record-type" class="select" value=${form.record_type?.id} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
      ${form.record_types?.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
    </select>
  </div>`;
}

/** The values that the form was opened with, as if they had been typed. @type {(state: State, values: Record<string, any>) => State} */
function filled(state, values) {
  const given = { ...state.form, values: { ...state.form.values, ...values } };
  const fitting = Object.keys(values).filter((name) => state.form.fields[name]?.createable);
  return fitting.reduce((now, name) => edit(now, name, raw({ ...now, form: given, edits: {} }, name, currentLanguage()), currentLanguage()), state);
}

/**
 * Two lists of sections: fields that are required or filled already, and the rest.
 * @param {import("./fields/field.js").Editing} editing
 * @param {Record<string, any>} values
 */
function split(editing, values) {
  const { form } = editing.state;
  const usable = (/** @type {string} */ name) => form.fields[name] && writable(editing, name).length > 0;
  const early = (/** @type {string} */ name) => typed(editing.state, name).some((one) => form.fields[one].required && form.fields[one].type !== "boolean" || one in values);
  const sections = form.sections.map((section) => ({ ...section, fields: section.fields.filter(usable) }));
  const first = sections.flatMap((section) => section.fields.filter(early));
  const rest = sections.map((section) => ({ ...section, fields: section.fields.filter((name) => !early(name)) }));
  return [first.length ? [{ label: "", fields: first }] : [], rest.filter((section) => section.fields.length)];
}

/** What is sent: everything that holds a value, and what was emptied although it has a default. @type {(form: Form, values: Record<string, any>) => Record<string, any>} */
function wanted(form, values) {
  const kept = Object.entries(values).filter(([name, value]) => (value !== null && value !== false) || hasDefault(form.values[name]));
  const type = form.record_type?.id;
  return { ...Object.fromEntries(kept), ...(type ? { RecordTypeId: type } : {}) };
}

const hasDefault = (/** @type {any} */ value) => value !== null && value !== undefined && value !== "" && value !== false;
