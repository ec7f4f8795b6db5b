/** Records found, grouped by object, as one list of choices. */
import { Icon, Persona, RowText, html, iconOf, useEffect, useRef } from "../app/ui.js";

/** @typedef {import("../app/types.js").Row} Row */

const PEOPLE = new Set(["Contact", "Lead", "User"]);

/**
 * @param {{id: string, groups: {sobject?: string, label: string, items: Row[]}[], active: number,
 *   open: (row: Row) => void}} props
 */
export function Results({ id, groups, active, open }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [active]);
  let at = -1;
  return html`<div class="results" role="listbox" id=${id} ref=${list} hidden=${!groups.length}>
    ${groups.map(
      (group, index) => html`<div role="group" key=${group.label} aria-labelledby=${`${id}-group-${index}`}>
        <div class="results-label" role="presentation" id=${`${id}-group-${index}`}>${group.label}</div>
        ${group.items.map((row) => {
          at += 1;
          return html`<${Result} key=${row.id} id=${`${id}-${at}`} row=${row} mixed=${!group.sobject}
            active=${at === active} open=${open} />`;
        })}
      </div>`,
    )}
  </div>`;
}

/**
 * @param {{id: string, row: Row, mixed: boolean, active: boolean, open: (row: Row) => void}} props
 *   mixed: among records of other objects
 */
function Result({ id, row, mixed, active, open }) {
  const icon = html`<span class="row-icon"><${Icon} name=${iconOf(row.sobject)} /></span>`;
  const picture = PEOPLE.has(row.sobject) ? html`<${Persona} name=${row.name} />` : icon;
  // The focus stays in the search field, so the mouse's own effect on it is stopped.
  const stay = (/** @type {Event} */ event) => event.preventDefault();
  return html`<div
    role="option" id=${id} class=${active ? "result result-active" : "result"} aria-selected=${active}
    onMouseDown=${stay} onClick=${() => open(row)}
  >
    ${picture}
    <${Found} row=${row} mixed=${mixed} />
  </div>`;
}

/** Name, what tells it from others of that name, and how to reach it. @param {{row: Row, mixed: boolean}} props */
export function Found({ row, mixed }) {
  const detail = [mixed && row.label, row.detail || row.account?.name, row.status].filter(Boolean).join(" · ");
  const reached = row.email || row.phone;
  return html`<${RowText} title=${row.name} detail=${detail}>${reached && html`<span class="row-detail">${reached}</span>`}<//>`;
}
