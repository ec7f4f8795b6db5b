/** The fields of a form in the order of the org's layout, in sections that fold. */
import { html } from "../../app/ui.js";
import { FormField } from "./field.js";

/** Sections that were folded, by object and heading: they stay so on the next record. @type {Set<string>} */
const folded = new Set();

/** @param {{editing: import("./field.js").Editing, sections: {label: string, fields: string[]}[]}} props */
export function Sections({ editing, sections }) {
  const { form } = editing.state;
  return sections.map(({ label, fields }) => {
    const names = fields.filter((name) => form.fields[name]);
    if (!names.length) return null;
    const key = `${form.sobject} ${label}`;
    const remember = (/** @type {any} */ event) => (event.currentTarget.open ? folded.delete(key) : folded.add(key));
    const inside = names.map((name) => html`<${FormField} key=${name} editing=${editing} name=${name} />`);
    if (!label) return html`<div class="fields" key=${key}>${inside}</div>`;
    return html`<details class="fold" key=${key} open=${!folded.has(key)} onToggle=${remember}>
      <summary><h2>${label}</h2></summary>
      <div class="fields">${inside}</div>
    </details>`;
  });
}
