/**
 * One editor for each type of field, all of native controls. An editor gets {@link EditorProps} and says what was typed
 * through `onRaw`; label, help and error belong to the field around it (field.js).
 *
 * @typedef {import("./types").FieldInfo} FieldInfo
 * @typedef {import("./types").Raw} Raw
 * @typedef {import("./types").Form} Form
 *
 * @typedef {object} EditorProps
 * @property {string} id
 * @property {FieldInfo} field
 * @property {Raw} raw
 * @property {(raw: Raw) => void} onRaw
 * @property {Record<string, any>} attributes  aria-describedby, aria-invalid, required: of the control itself
 * @property {Raw} controller  what the controlling field holds now
 * @property {string | null} controllerLabel  its label
 */
import { html } from "../../app/ui.js";
import { t } from "../../app/i18n.js";
import { choicesFor, isNumber } from "./values.js";
import { MultiChoice } from "./multi.js";
import { ReferenceEditor } from "./reference.js";

const LONG = 255; // Salesforce's limit of one-line texts
const SUGGEST = { email: "email", phone: "tel", url: "url" };
const NATIVE = { date: "date", datetime: "datetime-local", time: "time" };
const UNFINISHED = "?"; // no date: refused when it is read, and kept out of the control

const READ_ONLY = new Set(["id", "base64", "anytype", "location", "complexvalue"]);

/** Can the pane edit fields of this type at all? @type {(field: FieldInfo) => boolean} */
export const hasEditor = (field) => !READ_ONLY.has(field.type.toLowerCase());

/** @param {EditorProps} props */
export function Editor(props) {
  const { type } = props.field;
  if (type === "boolean") return html`<${Tick} ...${props} />`;
  if (type === "reference") return html`<${ReferenceEditor} ...${props} />`;
  if (type === "multipicklist") return html`<${MultiChoice} ...${props} />`;
  if (type === "picklist") return html`<${Choice} ...${props} />`;
  if (type in NATIVE) return html`<${Moment} ...${props} />`;
  if (type === "textarea") return html`<${LongText} ...${props} />`;
  return html`<${Line} ...${props} />`;
}

/** @param {EditorProps} props */
function Line({ id, field, raw, onRaw, attributes }) {
  const list = field.type === "combobox" && field.choices?.length ? `${id}-list` : undefined;
  const type = SUGGEST[/** @type {keyof typeof SUGGEST} */ (field.type)] ?? "text";
  const mode = isNumber(field) ? "decimal" : undefined;
  return html`<input
      id=${id} class="input" type=${type === "email" || type === "url" ? "text" : type} inputmode=${mode ?? type}
      value=${raw ?? ""} list=${list} autocomplete="off" ...${attributes}
      onInput=${(/** @type {any} */ event) => onRaw(event.target.value)}
    />
    ${list &&
    html`<datalist id=${list}>
      ${field.choices?.map((one) => html`<option value=${one.value} key=${one.value} />`)}
    </datalist>`}`;
}

/** @param {EditorProps} props */
function LongText({ id, field, raw, onRaw, attributes }) {
  const text = String(raw ?? "");
  const rows = Math.min(12, Math.max((field.length ?? 0) > LONG ? 4 : 2, text.split("\n").length));
  return html`<textarea
    id=${id} class="textarea" rows=${rows} value=${text} ...${attributes}
    onInput=${(/** @type {any} */ event) => onRaw(event.target.value)}
  />`;
}

/** @param {EditorProps} props */
function Moment({ id, field, raw, onRaw, attributes }) {
  const type = NATIVE[/** @type {keyof typeof NATIVE} */ (field.type)];
  const range = type === "time" ? {} : bounds(type);
  const read = (/** @type {any} */ { target }) => onRaw(target.value || (target.validity.badInput ? UNFINISHED : ""));
  // An unfinished date has no value: a control that is given "" again keeps what was typed so far.
  const value = raw === UNFINISHED ? "" : raw;
  return html`<input id=${id} class="input" type=${type} value=${value} ...${range} ...${attributes}
    onInput=${read} />`;
}

/** @type {(type: string) => {min: string, max: string}} */
const bounds = (type) => {
  const end = type === "date" ? ["", ""] : ["T00:00", "T23:59"];
  return { min: `1700-01-01${end[0]}`, max: `4000-12-31${end[1]}` };
};

/** @param {EditorProps} props */
function Tick({ id, raw, onRaw, attributes }) {
  const { required, ...others } = attributes;
  return html`<input
    id=${id} class="checkbox" type="checkbox" checked=${raw === true} ...${others}
    onChange=${(/** @type {any} */ event) => onRaw(event.target.checked)}
  />`;
}

/** @param {EditorProps} props */
function Choice({ id, field, raw, onRaw, attributes, controller, controllerLabel }) {
  const choices = choicesFor(field, controller, raw);
  const waiting = Boolean(field.controller && !choices.length);
  const first = waiting && controllerLabel ? t("field.pick_first", { field: controllerLabel }) : t("field.none");
  return html`<select
    id=${id} class="select" value=${raw ?? ""} disabled=${waiting} ...${attributes}
    onChange=${(/** @type {any} */ event) => onRaw(event.target.value)}
  >
    <option value="">${first}</option>
    ${choices.map((one) => html`<option key=${one.value} value=${one.value}>${one.label}</option>`)}
  </select>`;
}
