/** The editor of references: finds a record by typing; what was opened lately is offered before anything is typed. */
import { get } from "../../app/api.js";
import { t } from "../../app/i18n.js";
import { useGet } from "../../app/load.js";
import { Combobox, detailOf, html, iconOf, useState } from "../../app/ui.js";
import { labelText } from "./display.js";

/** @typedef {import("../../app/types.js").Row} Row */

const SHORTEST = 2; // Salesforce searches for two characters or more
const MOST = 8;

/** @param {import("./editors.js").EditorProps} props */
export function ReferenceEditor({ id, field, raw, onRaw, attributes }) {
  const chosen = raw && typeof raw === "object" ? raw : null;
  const objects = useGet("/objects").data?.items ?? [];
  const targets = (field.reference_to ?? []).filter((name) => known(objects, name) || field.reference_to?.length === 1);
  const [picked, setPicked] = useState(/** @type {string | null} */ (null));
  const own = (/** @type {any} */ one) => one.key_prefix && chosen?.id.startsWith(one.key_prefix);
  const present = objects.find(own)?.name;
  const target = picked ?? (targets.includes(present) ? present : targets[0]) ?? null;
  /** @param {Row} row */
  const pick = (row) => onRaw({ id: row.id, name: row.name, sobject: row.sobject });
  return html`<div class="reference">
    ${targets.length > 1 &&
    html`<select
      class="select" aria-label=${t("field.find_in", { field: labelText(field) })} value=${target}
      onChange=${(/** @type {any} */ event) => setPicked(event.target.value)}
    >
      ${targets.map((name) => html`<option key=${name} value=${name}>${known(objects, name)?.label ?? name}</option>`)}
    </select>`}
    <${Combobox}
      id=${id} value=${chosen?.name ?? ""} placeholder=${t("field.find", { field: labelText(field) })} minimum=${0}
      search=${(/** @type {string} */ q, /** @type {AbortSignal} */ signal) => find(target, q, signal)}
      onPick=${pick} onText=${(/** @type {string} */ text) => text === "" && onRaw(null)} ...${attributes}
    />
  </div>`;
}

/** @type {(objects: any[], name: string) => any} */
const known = (objects, name) => objects.find((one) => one.name === name);

/**
 * @param {string | null} object
 * @param {string} q
 * @param {AbortSignal} signal
 */
async function find(object, q, signal) {
  const short = q.length < SHORTEST;
  const query = short ? { object } : { q, object, limit: MOST };
  const { data } = await get(short ? "/recents" : "/search", { query, signal });
  /** @type {Row[]} */
  const rows = short ? data.items : data.groups.flatMap((/** @type {any} */ group) => group.items);
  const fitting = short ? rows.filter((row) => row.name.toLowerCase().startsWith(q.toLowerCase())) : rows;
  return fitting.slice(0, MOST).map((row) => ({ ...row, detail: detailOf(row), icon: iconOf(row.sobject) }));
}
