/** Conflicts that a rule decided lately, folded: the losing value is kept, and may be taken after all. */
import { t } from "../app/i18n.js";
import { useList } from "../app/load.js";
import { go } from "../app/navigation.js";
import { Button, Icon, List, ListRow, html } from "../app/ui.js";

/** @typedef {import("./sync_types").Conflict} Conflict */

/** Nothing is shown where there is none, or where they cannot be loaded: they wait for nobody. */
export function Decided() {
  const { data, more } = useList("/conflicts", { decided: true });
  const decided = (data?.items ?? []).filter((/** @type {Conflict} */ one) => one.winner !== null);
  if (!decided.length) return null;
  return html`<details class="more">
    <summary>${t("sync.decided")} (${decided.length}${more && "+"})</summary>
    <${List} label=${t("sync.decided")}>
      ${decided.map((/** @type {Conflict} */ one) => html`<${ListRow} key=${one.id} icon="merge" title=${one.name}
        detail=${t("sync.decided.kept", { field: one.label, winner: t(`side.${one.winner}`) })}
        aside=${html`<${Icon} name="chevron-right" size=${16} />`} onClick=${() => go("conflict", { id: one.id, decided: true })} />`)}
    <//>
    ${more && html`<${Button} kind="subtle" onClick=${more}>${t("sync.more")}<//>`}
  </details>`;
}
