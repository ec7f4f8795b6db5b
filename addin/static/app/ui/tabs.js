/** Tabs: one stop of the Tab key, arrow keys within (ARIA Authoring Practices Guide). */
import { Icon } from "./controls.js";
import { html, useRef } from "./html.js";

/**
 * Where an arrow key leads.
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @returns {number|null} null: not an arrow
 */
function stepped(key, at, count) {
  if (key === "ArrowRight" || key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (at + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/**
 * @param {{tabs: {id: string, label: string, icon: string}[], selected: string|null, onSelect: (id: string) => void,
 *   label: string, panel?: string}} props panel: id of the element that shows the tab's content
 */
export function Tabs({ tabs, selected, onSelect, label, panel }) {
  const row = useRef(/** @type {HTMLDivElement|null} */ (null));
  const current = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === selected),
  );
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const next = stepped(event.key, current, tabs.length);
    if (next === null) return;
    event.preventDefault();
    onSelect(tabs[next].id);
    const buttons = row.current?.querySelectorAll("button");
    buttons?.[next].focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} ref=${row} onKeyDown=${move}>
    ${tabs.map((tab, at) => html`<${Tab} key=${tab.id} tab=${tab} panel=${panel} on=${tab.id === selected} stop=${at === current} onSelect=${onSelect} />`)}
  </div>`;
}

/**
 * @param {{tab: {id: string, label: string, icon: string}, on: boolean, stop: boolean, panel?: string, onSelect: (id: string) => void}}
 *   props
 */
function Tab({ tab, on, stop, panel, onSelect }) {
  return html`<button type="button" role="tab" id=${`tab-${tab.id}`} class="tab" aria-selected=${on} aria-controls=${panel}
    tabindex=${stop ? 0 : -1} onClick=${() => onSelect(tab.id)}>
    <${Icon} name=${on ? `${tab.icon}-filled` : tab.icon} /><span class="tab-label">${tab.label}</span>
  </button>`;
}
