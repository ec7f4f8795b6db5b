/** One person: who it is in Salesforce, and what goes on with them. */
import { fmtRelative, plural, t } from "../app/i18n.js";
import { ExternalLink, Icon, List, ListRow, Persona, Section, html, iconOf, told, useId, useState } from "../app/ui.js";
import { NewPerson } from "./people_new.js";

/**
 * @typedef {import("../app/types.js").KnownPerson} KnownPerson
 * @typedef {import("../app/types.js").Row} Row
 * @typedef {(view: string, params?: any) => void} Go
 */

/** Rows of a list before «Show more». */
const FIRST = 3;

/**
 * @param {{person: KnownPerson, item: import("../app/types.js").Item, open: boolean, toggle: () => void, go: Go}} props
 */
export function PersonCard({ person, item, open, toggle, go }) {
  const id = useId();
  const [record] = person.records;
  const name = record?.name || person.name || person.address;
  const line = lineOf(person);
  return html`<article class="card person" aria-label=${name}>
    <h2 class="person-head"><button type="button" class="row-main" aria-expanded=${open ? "true" : "false"} aria-controls=${id} onClick=${toggle}>
      <${Persona} name=${name} size=${40} />
      <span class="row-text"><span class="row-title person-name">${name}</span>${line !== name && html`<span class="row-detail">${line}</span>`}</span>
      <${Standing} person=${person} /><span class="chevron"><${Icon} name="chevron-down" /></span>
    </button></h2>
    <div id=${id} class="person-body" hidden=${!open}>
      ${open && (person.records.length ? html`<${Details} person=${person} go=${go} />` : html`<${NewPerson} person=${person} item=${item} go=${go} />`)}
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

/** @param {{person: KnownPerson, go: Go}} props */
function Details({ person, go }) {
  const [main] = person.records;
  return html`
    <${Reach} row=${main} address=${person.address} />
    <${Rows} rows=${recordsOf(person)} detail=${(/** @type {Row} */ row) => row.label} go=${go} />
    <${Group} title=${t("people.opportunities")} none=${t("people.no_opportunities")} rows=${person.opportunities} go=${go} />
    <${Group} title=${t("people.cases")} none=${t("people.no_cases")} rows=${person.cases} go=${go} />
    <${Group} title=${t("people.activities")} none=${t("people.no_activities")} rows=${person.activities} go=${go} />`;
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

/** @param {{title: string, none: string, rows: Row[], go: Go}} props */
function Group({ title, none, rows, go }) {
  return html`<${Section} title=${title} aside=${rows.length > 0 && html`<span class="badge">${rows.length}</span>`}>
    ${rows.length ? html`<${Rows} rows=${rows} detail=${shortDetail} go=${go} />` : html`<p class="quiet">${none}</p>`}
  <//>`;
}

/** Below a heading that names the kind, in the card of the account: what is left to say. @param {Row} row */
const shortDetail = ({ detail, status }) => told(detail, status);

/** @param {{rows: Row[], detail: (row: Row) => string, go: Go}} props */
function Rows({ rows, detail, go }) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, FIRST);
  return html`<${List}>
    ${shown.map(
      (row) => html`<${ListRow} key=${row.id} icon=${iconOf(row.sobject)} title=${row.name} detail=${detail(row)} aside=${row.at && fmtRelative(row.at)}
      onClick=${() => go("record", { sobject: row.sobject, id: row.id })}
      actions=${html`<${ExternalLink} href=${row.url} icon="open" label=${t("common.open_in", { name: row.name })} />`} />`,
    )}
  <//>
  ${
    rows.length > FIRST &&
    html`<button type="button" class="button button-subtle" aria-expanded=${all ? "true" : "false"} onClick=${() => setAll(!all)}>
    ${all ? t("common.show_less") : plural("people.more", rows.length - FIRST)}</button>`
  }`;
}
