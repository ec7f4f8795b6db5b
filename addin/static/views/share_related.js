/** Who and What of a share: proposed records to tick, and a search for others. */
import { get } from "../app/api.js";
import { t } from "../app/i18n.js";
import { Combobox, Icon, Persona, RowText, detailOf, html, iconOf, useId } from "../app/ui.js";
import { isWhat, isWho, whatOf, whoOf } from "./share_wish.js";

/**
 * @typedef {import("../app/types.js").Row} Row
 * @typedef {import("./share_wish.js").Draft} Draft
 * @typedef {{context: import("../app/types.js").Context, draft: Draft, change: (change: Partial<Draft>) => void}} Props
 */

const FOUND = 8;

/** @param {Props} props */
export function WhoList({ context, draft, change }) {
  const unknown = context.people.filter((person) => !person.internal && !person.records.length);
  /** @param {Row} row @param {boolean} on */
  const set = (row, on) => change({ who: { ...draft.who, [row.id]: on } });
  /** @param {any} row */
  const add = (row) => change({ who: { ...draft.who, [row.id]: true }, added: [...draft.added, row] });
  return html`<div class="card choices">
    ${whoOf(context, draft).map(
      ({ row, on }) => html`<label class="checkline" key=${row.id}>
      <input type="checkbox" checked=${on} onChange=${() => set(row, !on)} />
      <${Persona} name=${row.name} size=${24} /><${RowText} title=${row.name} detail=${detailOf(row)} />
    </label>`,
    )}
    ${unknown.map(
      (person) => html`<p class="checkline quiet" key=${person.address}><${Icon} name="person-add" />
      <span class="row-text">${t("share.not_known", { name: person.name || person.address })}</span></p>`,
    )}
    <${Combobox} label=${t("share.add_who")} placeholder=${t("share.add_who")} keepText=${false} minimum=${2} onPick=${add}
      search=${(/** @type {string} */ q, /** @type {AbortSignal} */ signal) => find(q, signal, isWho)} />
  </div>`;
}

/** @param {Props} props */
export function WhatList({ context, draft, change }) {
  const name = useId();
  const { rows, chosen } = whatOf(context, draft);
  /** @param {any} row */
  const add = (row) => change({ what: row.id, added: [row, ...draft.added] });
  return html`<div class="card choices" role="radiogroup" aria-label=${t("share.what")}>
    <${Choice} name=${name} on=${chosen === null} pick=${() => change({ what: null })}><span class="row-text">${t("share.nothing")}</span><//>
    ${rows.map(
      (row) => html`<${Choice} key=${row.id} name=${name} on=${chosen === row.id} pick=${() => change({ what: row.id })}>
      <${Icon} name=${iconOf(row.sobject)} /><${RowText} title=${row.name} detail=${detailOf(row)} />
    <//>`,
    )}
    <${Combobox} label=${t("share.add_what")} placeholder=${t("share.add_what")} keepText=${false} minimum=${2} onPick=${add}
      search=${(/** @type {string} */ q, /** @type {AbortSignal} */ signal) => find(q, signal, isWhat)} />
  </div>`;
}

/** @param {{name: string, on: boolean, pick: () => void, children?: any}} props */
export function Choice({ name, on, pick, children }) {
  return html`<label class="checkline"><input type="radio" name=${name} checked=${on} onChange=${pick} />${children}</label>`;
}

/** @param {string} q @param {AbortSignal} signal @param {(row: Row) => boolean} fits @returns {Promise<any[]>} */
async function find(q, signal, fits) {
  const { data } = await get("/search", { query: { q, limit: FOUND }, signal });
  const rows = /** @type {{items: Row[]}[]} */ (data.groups).flatMap((group) => group.items);
  return rows.filter(fits).map((row) => ({ ...row, detail: detailOf(row), icon: iconOf(row.sobject) }));
}
