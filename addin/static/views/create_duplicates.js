/** What Salesforce's duplicate rules found: use one of them, or save all the same where the rule allows it. */
import { t } from "../app/i18n.js";
import { Banner, Button, List, ListRow, detailOf, html, iconOf } from "../app/ui.js";

/** @typedef {import("../app/types.js").Row} Row */

/** @param {{rows: Row[], can: boolean, busy: boolean, anyway: () => void, use: (row: Row) => void}} props */
export function Duplicates({ rows, can, busy, anyway, use }) {
  const text = t(can ? "create.duplicates_how" : "create.duplicates_stop");
  return html`<div class="duplicates" role="alert" tabindex="-1">
    <${Banner} kind="warning" title=${t("create.duplicates")} text=${text}>
      <${List} label=${t("create.duplicates")}>
        ${rows.map((row) => {
          const detail = [detailOf(row), row.email ?? row.phone].filter(Boolean).join(" · ");
          const choose = html`<${Button} aria-label=${t("create.use_name", { name: row.name })} onClick=${() => use(row)}>${t("create.use")}<//>`;
          return html`<${ListRow} key=${row.id} icon=${iconOf(row.sobject)} title=${row.name} detail=${detail} actions=${choose} />`;
        })}
      <//>
      ${can && html`<${Button} busy=${busy} onClick=${anyway}>${t("create.save_anyway")}<//>`}
    <//>
  </div>`;
}
