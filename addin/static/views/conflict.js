/** A record whose fields were changed on both sides: both values of each field, one of which is chosen. */
import { announce, toast } from "../app/announce.js";
import { forget, post } from "../app/api.js";
import { fmtRelative, plural, t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { Banner, Empty, ErrorView, Icon, Page, Section, Skeleton, Spinner, classes, html, useState } from "../app/ui.js";
import { byRecord } from "./sync_matters.js";
import { valueText } from "./sync_values.js";

/**
 * @typedef {import("./sync_types").Conflict} Conflict
 * @typedef {import("./sync_types").Side} Side
 */

/** @type {Side[]} */
const SIDES = ["exchange", "crm"];

/** @param {import("../app/types.js").ViewProps} props */
export default function ConflictView({ params, back }) {
  const { data, error, refresh, replace } = useGet("/conflicts");
  const [record, setRecord] = useState("");
  const all = /** @type {Conflict[]} */ (data?.items ?? []);
  const group = byRecord(all).find((some) => some.some((one) => one.id === params.id || keyOf(one) === record));
  const title = group ? t("conflict.title", { name: group[0].name }) : t("conflict.none");
  if (!data) return html`<${Page} title=${t("conflict.loading")}>${error ? html`<${ErrorView} error=${error} retry=${refresh} />` : html`<${Skeleton} kind="form" rows=${2} />`}<//>`;
  if (!group) return html`<${Page} title=${title}><${Empty} icon="check" title=${t("conflict.none")} text=${t("conflict.none.text")} /><//>`;

  /** @param {Conflict} chosen */
  const settled = (chosen) => {
    setRecord(keyOf(chosen));
    forget("/conflicts");
    forget("/issues");
    const rest = group.filter((one) => one.id !== chosen.id);
    replace({ ...data, items: all.filter((one) => one.id !== chosen.id) });
    if (rest.length) announce(plural("conflict.left", rest.length));
    else {
      toast(t("conflict.done", { name: chosen.name }));
      back();
    }
  };
  return html`<${Page} title=${title} subtitle=${t(`kind.${group[0].kind}.one`)}>
    ${error && html`<${ErrorView} error=${error} retry=${refresh} />`}
    <${Banner} text=${t(group.some((one) => one.winner === null) ? "conflict.how" : "conflict.kept")} />
    ${group.map((conflict) => html`<${Choice} key=${conflict.id} conflict=${conflict} settled=${settled} />`)}
  <//>`;
}

/** @param {Conflict} conflict */
const keyOf = (conflict) => `${conflict.kind} ${conflict.name}`;

/** @param {{conflict: Conflict, settled: (conflict: Conflict) => void}} props */
function Choice({ conflict, settled }) {
  const [busy, setBusy] = useState(/** @type {Side|null} */ (null));
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  /** @param {Side} side */
  const choose = async (side) => {
    if (busy) return;
    setBusy(side);
    setFailed(null);
    try {
      await post(`/conflicts/${encodeURIComponent(conflict.id)}/choose`, { side });
      settled(conflict);
    } catch (refused) {
      setFailed({ side, refused });
      setBusy(null);
    }
  };
  const before = valueText(conflict.base);
  return html`<${Section} title=${conflict.label}>
    <div class="sides" role="group" aria-label=${conflict.label}>
      ${SIDES.map((side) => html`<${SideValue} key=${side} conflict=${conflict} side=${side} busy=${busy === side} choose=${choose} />`)}
    </div>
    <p class="quiet">${before && t("conflict.before", { value: before })} ${t("conflict.since", { when: fmtRelative(conflict.opened_at) })}</p>
    ${failed && html`<${ErrorView} error=${failed.refused} retry=${() => choose(failed.side)} />`}
  <//>`;
}

/** @param {{conflict: Conflict, side: Side, busy: boolean, choose: (side: Side) => void}} props */
function SideValue({ conflict, side, busy, choose }) {
  const kept = conflict.winner === side;
  const value = valueText(conflict[side]);
  return html`<button type="button" class=${classes("side", kept && "side-kept")} aria-busy=${busy ? "true" : undefined} onClick=${() => choose(side)}>
    <span class="side-name">${busy ? html`<${Spinner} />` : html`<${Icon} name=${side === "crm" ? "globe" : "mail"} size=${16} />`}${t(`side.${side}`)}${kept && html`<span class="badge">${t("conflict.is_kept")}</span>`}</span>
    <span class=${classes("side-value", !value && "value-none")}>${value || t("conflict.empty")}</span>
    <span class="side-take">${t("conflict.take")}</span>
  </button>`;
}
