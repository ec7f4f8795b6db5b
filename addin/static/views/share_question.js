/** Several records fit: the person says which one is meant, and the share goes on with it. */
import { t } from "../app/i18n.js";
import { Button, ErrorView, Icon, RowText, Section, detailOf, html, iconOf, useId, useState } from "../app/ui.js";
import { Choice } from "./share_related.js";
import { isWho } from "./share_wish.js";

/**
 * @typedef {import("./share_wish.js").Draft} Draft
 * @param {{rows: import("../app/types.js").Row[], draft: Draft, busy: boolean, error: any, send: (draft: Draft) => void}} props
 */
export function Candidates({ rows, draft, busy, error, send }) {
  const name = useId();
  const [chosen, setChosen] = useState("");
  const answer = () => {
    const row = rows.find(({ id }) => id === chosen);
    if (!row) return;
    const wish = isWho(row) ? { who: { ...draft.who, ...onlyOf(rows, row.id) } } : { what: row.id };
    send({ ...draft, ...wish, added: [...draft.added, row] });
  };
  return html`<${Section} title=${t("share.which")}>
    <div class="card choices" role="radiogroup" aria-label=${t("share.which")}>
      ${rows.map(
        (row) => html`<${Choice} key=${row.id} name=${name} on=${chosen === row.id} pick=${() => setChosen(row.id)}>
        <${Icon} name=${iconOf(row.sobject)} /><${RowText} title=${row.name} detail=${detailOf(row)} /><//>`,
      )}
    </div>
    ${error && html`<${ErrorView} error=${error} retry=${answer} />`}
    <div class="foot"><${Button} kind="primary" block busy=${busy} disabled=${!chosen} onClick=${answer}>${t("share.with_this")}<//></div>
  <//>`;
}

/**
 * The chosen one is ticked, its rivals are not.
 * @param {{id: string}[]} rows
 * @param {string} chosen
 * @returns {Record<string, boolean>}
 */
const onlyOf = (rows, chosen) => Object.fromEntries(rows.map(({ id }) => [id, id === chosen]));
