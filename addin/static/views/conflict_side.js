/** One of the two values of a field, to be taken by a click. */
import { t } from "../app/i18n.js";
import { Icon, Spinner, classes, html } from "../app/ui.js";
import { valueText } from "./sync_values.js";

/**
 * @typedef {import("./sync_types").Conflict} Conflict
 * @typedef {import("./sync_types").Side} Side
 */

/** @param {{conflict: Conflict, side: Side, busy: boolean, choose: (side: Side) => void}} props */
export function SideValue({ conflict, side, busy, choose }) {
  const kept = (conflict.chosen ?? conflict.winner) === side;
  const value = valueText(conflict[side], conflict.field);
  return html`<button type="button" class=${classes("side", kept && "side-kept")} aria-pressed=${kept} aria-busy=${busy} onClick=${() => choose(side)}>
    <span class="side-name">${busy ? html`<${Spinner} />` : html`<${Icon} name=${side === "crm" ? "globe" : "mail"} size=${16} />`}${t(`side.${side}`)}${kept && html`<span class="badge">${t(conflict.chosen ? "conflict.is_chosen" : "conflict.is_kept")}</span>`}</span>
    <span class=${classes("side-value", !value && "value-none")}>${value || t("record.no_value")}</span>
    ${!kept && html`<span class="side-take">${t("conflict.take")}</span>`}
  </button>`;
}
