/** How the open item and its people stand: each record with its state and, asked for, the reason. */
import { identityOf } from "../app/context.js";
import { fmtDateTime, fmtRelative, has, t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { go } from "../app/navigation.js";
import { Button, ExternalLink, Icon, LoadState, Section, html, useId, useState } from "../app/ui.js";
import { Matters, mattersOf } from "./sync_matters.js";

/**
 * @typedef {import("../app/types.js").Item} Item
 * @typedef {import("./sync_types").SyncedRecord} SyncedRecord
 * @typedef {import("./sync_types").ItemState} ItemState
 */

/** State of a record: icon and colour. */
const LOOK = /** @type {Record<string, [string, string]>} */ ({
  linked: ["success", "well"],
  filed: ["success", "well"],
  waiting: ["clock", "going"],
  issue: ["warning", "attention"],
  conflict: ["merge", "attention"],
  suspended: ["pause", "paused"],
  not_shared: ["info", "paused"],
});

/** Of more people than these the server tells nothing. */
const MOST_PEOPLE = 50;

/** @param {Item} item */
const addresses = (item) => item.people.slice(0, MOST_PEOPLE).map((one) => one.address).join(",");

/** How the item stands. @param {Item|null} item @returns {import("../app/load.js").Loaded} */
export function useItemState(item) {
  const query = item && { kind: item.kind, ...identityOf(item), address: addresses(item) || undefined };
  return useGet(item && "/sync/item", query ?? undefined);
}

/** @param {{item: Item, loaded: import("../app/load.js").Loaded}} props */
export function ItemRecords({ item, loaded }) {
  const state = /** @type {ItemState|undefined} */ (loaded.data);
  const title = t(`sync.item.${item.kind}`);
  if (!state) return html`<${Section} title=${title}><${LoadState} of=${loaded} rows=${2} /><//>`;
  return html`<${Section} title=${title}>
    <${LoadState} of=${loaded} />
    ${!state.records.length && html`<p class="quiet">${t(`sync.item.none.${item.kind}`)}</p>`}
    <ul class="records">${state.records.map((record, at) => html`<${Record} key=${`${record.kind} ${record.key} ${at}`} record=${{ ...record, name: record.name || item.subject }} />`)}</ul>
    <${Matters} matters=${mattersOf(state.issues, state.conflicts)} />
  <//>`;
}

/** @param {{record: SyncedRecord}} props */
function Record({ record }) {
  const [icon, tone] = LOOK[record.state] ?? ["info", "paused"];
  const { crm } = record;
  const open = crm && (() => go("record", { sobject: crm.sobject, id: crm.id }));
  const stateText = has(`sync.state.${record.state}`) ? t(`sync.state.${record.state}`) : "";
  return html`<li class="card record-state">
    <div class="status-head">
      <span class=${`status-sign status-${tone}`}><${Icon} name=${icon} /></span>
      <div class="status-text">
        <p class="status-title">${open ? html`<button type="button" class="link" onClick=${open}>${record.name}</button>` : record.name}</p>
        <p class="quiet">${[t(`kind.${record.kind}.one`), stateText].filter(Boolean).join(" · ")}${record.last_at && html` · <span title=${fmtDateTime(record.last_at)}>${fmtRelative(record.last_at)}</span>`}</p>
      </div>
      ${crm && html`<${ExternalLink} href=${crm.url} icon="open" label=${t("common.open_in", { name: record.name })} />`}
    </div>
    ${record.sentence && html`<p class="record-sentence">${record.sentence}</p>`}
    <${Why} record=${record} />
  </li>`;
}

/** The reason, loaded when it is asked for. @param {{record: SyncedRecord}} props */
function Why({ record }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { key } = record;
  if (!key) return null;
  return html`<div class="why">
    <${Button} kind="subtle" icon=${open ? "chevron-down" : "chevron-right"} aria-expanded=${open} aria-controls=${id}
      onClick=${() => setOpen(!open)}>${t("sync.why")}<span class="visually-hidden"> ${record.name}</span><//>
    <div id=${id}>${open && html`<${Reasons} of=${key} />`}</div>
  </div>`;
}

/** @param {{of: string}} props */
function Reasons({ of }) {
  const loaded = useGet("/sync/why", { key: of });
  if (!loaded.data) return html`<${LoadState} of=${loaded} rows=${1} />`;
  return html`<div role="status"><ul class="reasons">${loaded.data.sentences.map((/** @type {string} */ sentence) => html`<li key=${sentence}>${readable(sentence)}</li>`)}</ul></div>`;
}

/** Without the ids, which only the command line is asked for, and at the person's own clock. @param {string} sentence */
const readable = (sentence) =>
  sentence.replace(/ \(Outlook \S+, Salesforce \S+\)/, "").replace(/([\d-]{10}) ([\d:]{5}) UTC/, (_, day, time) => fmtDateTime(`${day}T${time}Z`));
