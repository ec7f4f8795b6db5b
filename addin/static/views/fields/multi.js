/** The editor of multi-picklists: ticks, with a filter when there are many. */
import { html, useState } from "../../app/ui.js";
import { t } from "../../app/i18n.js";
import { choicesFor, parts } from "./values.js";

const MANY = 10;

/** @param {import("./editors.js").EditorProps} props */
export function MultiChoice({ id, field, raw, onRaw, attributes, controller, controllerLabel }) {
  const [filter, setFilter] = useState("");
  const choices = choicesFor(field, controller, raw);
  const chosen = parts(raw);
  const name = t("field.filter", { field: field.label });
  if (!choices.length && controllerLabel)
    return html`<p id=${id} class="hint" tabindex="-1">${t("field.pick_first", { field: controllerLabel })}</p>`;
  const shown = choices.filter(({ label }) => label.toLowerCase().includes(filter.trim().toLowerCase()));
  /** @type {(value: string, on: boolean) => void} Salesforce keeps the order of the picklist. */
  const set = (value, on) =>
    onRaw(choices.map((one) => one.value).filter((one) => (one === value ? on : chosen.includes(one))).join(";"));
  return html`<div id=${id} class="multi" data-field=${attributes["data-field"]}
    aria-invalid=${attributes["aria-invalid"]}>
    ${choices.length > MANY &&
    html`<input
      class="input" type="search" value=${filter} aria-label=${name} placeholder=${name}
      onInput=${(/** @type {any} */ event) => setFilter(event.target.value)}
    />`}
    <div class="multi-list">
      ${shown.map(
        ({ value, label }) => html`<label class="multi-choice" key=${value}>
          <input
            class="checkbox" type="checkbox" checked=${chosen.includes(value)}
            onChange=${(/** @type {any} */ event) => set(value, event.target.checked)}
          /> <span>${label}</span>
        </label>`,
      )}
      ${!shown.length && html`<p class="hint">${t("field.nobody")}</p>`}
    </div>
  </div>`;
}
