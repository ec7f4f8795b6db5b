/** Tabs and menus: one stop of the Tab key each, arrow keys within (ARIA Authoring Practices Guide). */
import { Icon, IconButton } from "./controls.js";
import { classes, html, useEffect, useId, useRef, useState } from "./html.js";

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
 * @param {{tabs: {id: string, label: string, icon?: string, badge?: string|null}[], selected: string|null, onSelect: (id: string) => void,
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
 * @param {{tab: {id: string, label: string, icon?: string, badge?: string|null}, on: boolean, stop: boolean, panel?: string, onSelect: (id: string) => void}}
 *   props
 */
function Tab({ tab, on, stop, panel, onSelect }) {
  return html`<button type="button" role="tab" id=${`tab-${tab.id}`} class="tab" aria-selected=${on ? "true" : "false"} aria-controls=${panel}
    tabindex=${stop ? 0 : -1} onClick=${() => onSelect(tab.id)}>
    ${tab.icon && html`<${Icon} name=${on ? `${tab.icon}-filled` : tab.icon} />`}<span class="tab-label">${tab.label}</span>
    ${tab.badge && html`<span class="badge">${tab.badge}</span>`}
  </button>`;
}

/**
 * A button that opens a list of commands; the focus returns to it.
 * @param {{label: string, icon?: string, items: {label: string, icon?: string, run: () => void, disabled?: boolean}[]}} props
 */
export function Menu({ label, icon = "more", items }) {
  const [open, setOpen] = useState(false);
  const root = useRef(/** @type {HTMLSpanElement|null} */ (null));
  const id = useId();
  const entries = () => /** @type {HTMLElement[]} */ ([...(root.current?.querySelectorAll("[role=menuitem]") ?? [])]);
  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  useEffect(() => {
    if (open) entries()[0]?.focus();
  }, [open]);
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (!open) return;
    if (event.key === "Escape") return close();
    if (event.key === "Tab") return setOpen(false);
    const all = entries();
    const next = stepped(event.key, all.indexOf(/** @type {HTMLElement} */ (document.activeElement)), all.length);
    if (next === null) return;
    event.preventDefault();
    all[next].focus();
  };
  /** @param {FocusEvent} event */
  const left = (event) => {
    if (!root.current?.contains(/** @type {Node|null} */ (event.relatedTarget))) setOpen(false);
  };
  return html`<span class="menu-root" ref=${root} onKeyDown=${keys} onFocusOut=${left}>
    <${IconButton} icon=${icon} label=${label} aria-haspopup="menu" aria-expanded=${open ? "true" : "false"} aria-controls=${id} onClick=${() => setOpen(!open)} />
    ${open && html`<ul class="menu" role="menu" id=${id} aria-label=${label}>${items.map((entry) => html`<${MenuItem} key=${entry.label} entry=${entry} done=${close} />`)}</ul>`}
  </span>`;
}

/** @param {{entry: {label: string, icon?: string, run: () => void, disabled?: boolean}, done: () => void}} props */
function MenuItem({ entry, done }) {
  const run = () => {
    done();
    entry.run();
  };
  return html`<li role="none"><button type="button" role="menuitem" tabindex="-1" class=${classes("menu-item")} disabled=${entry.disabled} onClick=${run}>
    ${entry.icon && html`<${Icon} name=${entry.icon} />`}${entry.label}</button></li>`;
}
