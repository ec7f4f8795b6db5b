/**
 * One field of a record: its value with a way to edit it in place, or its editor with label, help and error.
 * A compound field (a name, an address) reads as one and is edited by its parts.
 *
 * @typedef {import("./types").State} State
 * @typedef {import("./types").Raw} Raw
 *
 * @typedef {object} Editing  what the fields of a form share
 * @property {State} state
 * @property {boolean} creating
 * @property {(name: string) => boolean} isOpen
 * @property {(names: string[]) => void} open
 * @property {(names: string[]) => void} close  takes back what was typed
 * @property {(name: string, raw: Raw) => void} onRaw
 * @property {(name: string, side: "mine" | "theirs") => void} decide
 */
import { currentLanguage, t } from "../../app/i18n.js";
import { Field, Icon, IconButton, html, useState } from "../../app/ui.js";
import { Clash } from "./clash.js";
import { Value, labelText } from "./display.js";
import { Editor, hasEditor } from "./editors.js";
import { raw } from "./state.js";

const RECORD_TYPE = "RecordTypeId"; // chosen before the form of a new record, and no record that one could search for

/** Long texts take the whole line. @type {(field: import("./types").FieldInfo) => string} */
const wide = (field) => (field.type === "textarea" && (field.length ?? 0) > 255 ? "wide" : "");

/** Of a person's name, as people say it; describes begin with the last name. */
const SPOKEN = ["Salutation", "FirstName", "MiddleName", "LastName", "Suffix"];

/**
 * The fields that are typed into for this one: its parts, or itself.
 * @type {(state: State, name: string) => string[]}
 */
export function typed({ form }, name) {
  const parts = form.fields[name].compound?.filter((part) => form.fields[part]);
  return parts ? parts.sort((a, b) => SPOKEN.indexOf(a) - SPOKEN.indexOf(b)) : [name];
}

/** The parts of a field that may be changed by this person. @type {(editing: Editing, name: string) => string[]} */
export function writable({ state, creating }, name) {
  const may = (/** @type {string} */ one) => {
    const field = state.form.fields[one];
    const allowed = creating ? field.createable : field.editable && state.form.editable !== false;
    return allowed && one !== RECORD_TYPE && hasEditor(field);
  };
  return typed(state, name).filter(may);
}

/** @param {{editing: Editing, name: string}} props */
export function FormField({ editing, name }) {
  const parts = writable(editing, name);
  const open = parts.some(editing.isOpen);
  if (!open) return html`<${Fact} editing=${editing} name=${name} parts=${parts} />`;
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || editing.creating) return;
    event.preventDefault();
    editing.close(parts);
  };
  const field = editing.state.form.fields[name];
  const inputs = parts.map((part) => html`<${Input} key=${part} editing=${editing} name=${part} />`);
  if (!field.compound) return html`<div class=${wide(field)} onKeyDown=${keys}>${inputs}</div>`;
  return html`<fieldset class="compound" onKeyDown=${keys}><legend>${labelText(field)}</legend>${inputs}</fieldset>`;
}

/** A field to read. @param {{editing: Editing, name: string, parts: string[]}} props */
function Fact({ editing, name, parts }) {
  const field = editing.state.form.fields[name];
  const label = labelText(field);
  const open = () => editing.open(parts);
  /** @param {any} event */
  const pressed = (event) => parts.length && !event.target.closest("a, button") && !String(getSelection()) && open();
  return html`<div class=${`fact ${wide(field)}`}>
    <div class="fact-label"><span>${label}</span>${field.help && html`<${Help} label=${label}
      text=${field.help} />`}</div>
    <div class=${parts.length ? "fact-value fact-open" : "fact-value"} onClick=${pressed}>
      <${Value} form=${editing.state.form} name=${name} />
      ${parts.length > 0 &&
      html`<${IconButton} icon="edit" label=${t("record.edit_field", { field: label })} data-edit=${parts[0]}
        onClick=${open} />`}
    </div>
  </div>`;
}

/** @param {{label: string, text: string}} props */
function Help({ label, text }) {
  const [shown, show] = useState(false);
  return html`<button
      type="button" class="help-button" aria-label=${t("record.help", { field: label })} aria-expanded=${shown}
      onClick=${() => show(!shown)}
    ><${Icon} name="question" size=${16} /></button>
    ${shown && html`<span class="field-help" role="status">${text}</span>`}`;
}

/** @param {{editing: Editing, name: string}} props */
function Input({ editing, name }) {
  const { state } = editing;
  const field = state.form.fields[name];
  const [error, id] = [state.errors[name], `field-${name}`];
  const held = (/** @type {string} */ one) => raw(state, one, currentLanguage());
  const editor = (/** @type {Record<string, any>} */ attributes) => html`<${Editor}
    id=${id} field=${field} raw=${held(name)} attributes=${{ ...attributes, "data-field": name }}
    onRaw=${(/** @type {Raw} */ value) => editing.onRaw(name, value)}
    controller=${field.controller ? held(field.controller) : ""}
    controllerLabel=${field.controller ? labelText(state.form.fields[field.controller]) : null}
  />`;
  return html`<div class=${`input-${field.type}`}>
    <${Field} id=${id} group=${field.type === "multipicklist"} label=${labelText(field)} help=${field.help} error=${error}
      required=${Boolean(field.required && field.type !== "boolean")}>
      ${editor}
    <//>
    ${state.clashes[name] && html`<${Clash} editing=${editing} name=${name} mine=${held(name)} />`}
  </div>`;
}
