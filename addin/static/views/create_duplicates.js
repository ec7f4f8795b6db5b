/** What Salesforce's duplicate rules found: use one of them, or save all the same where the rule allows it. */
import { t } from "../app/i18n.js";
import { Banner, Button, html } from "../app/ui.js";
import { Found } from "./lookup_results.js";

/** @typedef {import("../app/types.js").Row} Row */

/** @param {{rows: Row[], can: boolean, busy: boolean, anyway: () => void, use: (row: Row) => void}} props */
export function Duplicates({ rows, can, busy, anyway, use }) {
  const text = t(can ? "create.duplicates_how" : "create.duplicates_stop");
  return html`<div class="duplicates" role="alert" tabindex="-1">
    <${Banner} kind="warning" title=${t("create.duplicates")} text=${text}>
      <ul class="list" aria-label=${t("create.duplicates")}>
        ${rows.map(
          (row) => html`<li class="duplicate" key=${row.id}>
            <${Found} row=${row} mixed />
            <${Button} aria-label=${t("create.use_name", { name: row.name })}
              onClick=${() => use(row)}>${t("create.use")}<//>
          </li>`,
        )}
      </ul>
      ${can && html`<${Button} busy=${busy} onClick=${anyway}>${t("create.save_anyway")}<//>`}
    <//>
  </div>`;
}
