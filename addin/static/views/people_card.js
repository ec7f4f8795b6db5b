/** One person: who it is in Salesforce, and what goes on with them. */
import { fmtRelative, t } from "../app/i18n.js";
import { Icon, List, Persona, RecordRow, RowText, Section, html, told, useId, useState } from "../app/ui.js";
import { NewPerson } from "./people_new.js";

/**
 * @typedef {import("../app/types.js").KnownPerson} KnownPerson
 * @typedef {import("../app/types.js").Row} Row
 * @typedef {(view: string, params?: any) => void} Go
 */

/** Rows of a list before «Show more». */
const FIRST = 3;

/**
 * @param {{person: KnownPerson, item: import("../app/types.js").Item, open: boolean, toggle: () => void}} props
 */
export function PersonCard({ person, item, open, toggle }) {
  const id = useId();
  const [record] = person.records;
  const name = record?.name || person.name || person.address;
  const line = lineOf(person);
  return html`<article class="card person" aria-label=${name}>
    <h2 class="person-head"><button type="button" class="row-main" aria-expanded=${open} aria-controls=${id} onClick=${toggle}>
      <${Persona} name=${name} size=${40} />
      <${RowText} title=${name} detail=${line !== name && line} />
      <${Standing} person=${person} /><span class="chevron"><${Icon} name="chevron-down" /></span>
    </button></h2>
    <div id=${id} class="person-body" hidden=${!open}>
      ${open && (person.records.length ? html`<${Details} person=${person} />` : html`<${NewPerson} person=${person} item=${item} />`)}
    </div>
  </article>`;
}

/**
 * What stands below the name: title and account (both are in the detail), else the address.
 * @param {KnownPerson} person
 */
function lineOf({ records, address }) {
  const [record] = records;
  return record?.detail || record?.account?.name || address;
}

/** @param {{person: KnownPerson}} props */
function Standing({ person }) {
  const [record] = person.records;
  if (record) return html`<span class="badge">${record.label}</span>`;
  return html`<span class=${person.internal ? "badge" : "badge badge-warning"}>${t(person.internal ? "people.colleague" : "people.unknown")}</span>`;
}

/** @param {{person: KnownPerson}} props */
function Details({ person }) {
  const [main] = person.records;
  return html`
    <${Reach} row=${main} address=${person.address} />
    <${Rows} rows=${recordsOf(person)} detail=${(/** @type {Row} */ row) => row.label} />
    <${Group} title=${t("people.opportunities")} none=${t("people.none_open")} rows=${person.opportunities} />
    <${Group} title=${t("people.cases")} none=${t("people.none_open")} rows=${person.cases} />
    <${Group} title=${t("people.activities")} none=${t("people.no_activities")} rows=${person.activities} />`;
}

/** The person's own records and the account they belong to. @param {KnownPerson} person @returns {Row[]} */
function recordsOf({ records }) {
  const account = records[0]?.account;
  if (!account) return records;
  const origin = records[0].url.replace(/\/lightning\/.*$/, "");
  const url = `${origin}/lightning/r/Account/${account.id}/view`;
  return [
    ...records,
    { sobject: "Account", label: t("people.account"), id: account.id, name: account.name, detail: "", url },
  ];
}

/** Telephone and address, to be used at once. @param {{row: Row, address: string}} props */
function Reach({ row, address }) {
  const number = row.phone?.replace(/[^\d+]/g, "");
  return html`<ul class="reach">
    ${number && html`<li><${Icon} name="call" size=${16} /><a class="link" href=${`tel:${number}`}>${row.phone}</a></li>`}
    <li><${Icon} name="mail" size=${16} /><span>${address}</span></li>
  </ul>`;
}

/** @param {{title: string, none: string, rows: Row[]}} props */
function Group({ title, none, rows }) {
  return html`<${Section} title=${title} aside=${rows.length > 0 && html`<span class="badge">${rows.length}</span>`}>
    ${rows.length ? html`<${Rows} rows=${rows} detail=${shortDetail} />` : html`<p class="quiet">${none}</p>`}
  <//>`;
}

/** Below a heading that names the kind, in the card of the account: what is left to say. @param {Row} row */
const shortDetail = ({ detail, status }) => told(detail, status);

/** @param {{rows: Row[], detail: (row: Row) => string}} props */
function Rows({ rows, detail }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return html`<${List}>
    ${shown.map(
      (row) => html`<${RecordRow} key=${row.id} row=${row} detail=${detail(row)} aside=${row.at && fmtRelative(row.at)} />`,
    )}
  <//>
  ${
    rows.length > FIRST &&
    html`<button type="button" class="button button-subtle" aria-expanded=${all} onClick=${() => setAll(!all)}>
    ${all ? t("common.show_less") : t("people.more", { n: rows.length - FIRST })}</button>`
  }`;
}
