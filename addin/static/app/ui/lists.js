/** Persons, records in a list, and the page around a view. */
import { back, canGoBack, go, moved, useStack } from "../navigation.js";
import { t } from "../i18n.js";
import { ExternalLink, Icon, IconButton } from "./controls.js";
import { classes, html, useEffect, useRef } from "./html.js";

const HUES = 12;
const SEPARATOR = " · ";
const ICON_OF = /** @type {Record<string, string>} */ ({
  Account: "building",
  Contact: "contact",
  Lead: "lead",
  User: "person",
  Opportunity: "money",
  Case: "case",
  Task: "task",
  Event: "calendar",
});

/** The initials of a name: first and last word; of an address its first letter. @param {string} name */
export function initials(name) {
  const words = name
    .replace(/@.*/, "")
    .replace(/[^\p{L}\p{N}\s]/gu, " ")
    .trim()
    .split(/\s+/);
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return (
    ends
      .map((word) => [...word][0] ?? "")
      .join("")
      .toUpperCase() || "?"
  );
}

/** A person as a circle with initials; the colour follows the name. @param {{name: string, size?: 24|32|40}} props */
export function Persona({ name, size = 32 }) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % HUES;
  return html`<span class=${`persona persona-${size} hue-${hue}`} aria-hidden="true">${initials(name)}</span>`;
}

/** The icon of an object of Salesforce. @param {string} sobject */
export const iconOf = (sobject) => ICON_OF[sobject] ?? "document";

/** Two lines: what it is called, and what tells it from others. @param {{title: any, detail?: any, children?: any}} props */
export function RowText({ title, detail, children }) {
  return html`<span class="row-text"><span class="row-title">${title}</span>${detail && html`<span class="row-detail">${detail}</span>`}${children}</span>`;
}

/** @param {{children?: any, label?: string}} props */
export function List({ children, label }) {
  return html`<ul class="list" aria-label=${label}>${children}</ul>`;
}

/**
 * One line of a list: icon or persona, title, detail, and actions beside it. With `onClick` the line is a button.
 * @param {{title: any, detail?: any, icon?: string, persona?: string, aside?: any, actions?: any, onClick?: (event: MouseEvent) => void} & Record<string, any>} props
 */
export function ListRow({ title, detail, icon, persona, aside, actions, onClick, ...rest }) {
  const inside = html`
    ${persona ? html`<${Persona} name=${persona} />` : icon && html`<span class="row-icon"><${Icon} name=${icon} /></span>`}
    <${RowText} title=${title} detail=${detail} />
    ${aside && html`<span class="row-aside">${aside}</span>`}`;
  return html`<li class="row">
    ${onClick ? html`<button type="button" ...${rest} class="row-main" onClick=${onClick}>${inside}</button>` : html`<div class="row-main">${inside}</div>`}
    ${actions && html`<span class="row-actions">${actions}</span>`}
  </li>`;
}

/** A record as a line that opens it here, with the way to it in Salesforce. @param {{row: import("../types.js").Row, detail?: string, aside?: any}} props */
export function RecordRow({ row, detail = detailOf(row), aside }) {
  return html`<${ListRow} icon=${iconOf(row.sobject)} title=${row.name} detail=${detail} aside=${aside}
    onClick=${() => go("record", { sobject: row.sobject, id: row.id })}
    actions=${html`<${ExternalLink} href=${row.url} icon="open" label=${t("common.open_in", { name: row.name })} />`} />`;
}

/** Second line of a record: what it is, whose, and how it stands. @param {import("../types.js").Row} row */
export const detailOf = (row) =>
  told(row.label, row.account?.name, row.detail, row.status);

/** Several things said in one line, each once: the detail may hold the account's name, too. @param {...(string|null|undefined)} parts */
export const told = (...parts) => [...new Set(parts.flatMap((part) => (part ? part.split(SEPARATOR) : [])))].join(SEPARATOR);

/**
 * A view with its heading; with an arrow where there is something to go back to. A view that the person opened takes the
 * focus at its heading.
 * @param {{title: string, children?: any, actions?: any, subtitle?: any, hideTitle?: boolean}} props
 */
export function Page({ title, subtitle, children, actions, hideTitle = false }) {
  const heading = useRef(/** @type {HTMLHeadingElement|null} */ (null));
  const depth = useStack().length;
  useEffect(() => {
    if (moved.get().by === "person" && depth > 1) heading.current?.focus();
  }, []);
  return html`<section class="page">
    <div class=${classes("page-head", hideTitle && !canGoBack() && "visually-hidden")}>
      ${canGoBack() && html`<${IconButton} icon="back" label=${t("common.back")} onClick=${back} />`}
      <div class="page-titles"><h1 tabindex="-1" ref=${heading}>${title}</h1>${subtitle && html`<p class="quiet">${subtitle}</p>`}</div>
      ${actions && html`<div class="page-actions">${actions}</div>`}
    </div>
    ${children}
  </section>`;
}

/** A heading and what is below it. @param {{title: string, children?: any, aside?: any}} props */
export function Section({ title, children, aside }) {
  return html`<section class="section"><div class="section-head"><h2>${title}</h2>${aside}</div>${children}</section>`;
}
