/** A record whose fields were changed on both sides: both values of each field, one of which is chosen. */
import { useAction } from "../app/action.js";
import { announce, toast } from "../app/announce.js";
import { forget, post } from "../app/api.js";
import { fmtRelative, plural, t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { back } from "../app/navigation.js";
import { Banner, Empty, ErrorView, LoadState, Page, Section, html, useState } from "../app/ui.js";
import { SideValue } from "./conflict_side.js";
import { valueText } from "./sync_values.js";

/**
 * @typedef {import("./sync_types").Conflict} Conflict
 * @typedef {import("./sync_types").Side} Side
 */

/** @type {Side[]} */
const SIDES = ["exchange", "crm"];

/** @param {import("../app/types.js").ViewProps} props params.decided: one that a rule decided */
export default function ConflictView({ params }) {
  const loaded = useGet("/conflicts", { record_of: params.id, decided: params.decided });
  const { data } = loaded;
  const all = /** @type {Conflict[]} */ (data?.items ?? []);
  const found = params.decided ? all.filter((one) => one.id === params.id) : all;
  if (!data) return html`<${Page} title=${t("conflict.loading")}><${LoadState} of=${loaded} kind="form" rows=${2} /><//>`;
  if (!found.length) return html`<${Page} title=${t("conflict.none")}><${Empty} icon="check" title=${t("conflict.none")} text=${t("conflict.none.text")} /><//>`;

  /** @param {Conflict} changed */
  const settled = (changed) => {
    forget("/conflicts");
    forget("/issues");
    forget("/sync");
    loaded.replace({ ...data, items: all.map((one) => (one.id === changed.id ? changed : one)) });
    const left = found.filter((one) => one.id !== changed.id && !one.chosen && one.winner === null).length;
    if (left) {
      announce(plural("conflict.left", left));
      return;
    }
    toast(t("conflict.done", { name: changed.name }));
    back();
  };
  return html`<${Page} title=${t("conflict.title", { name: found[0].name })} subtitle=${t(`kind.${found[0].kind}.one`)}>
    <${LoadState} of=${loaded} />
    <${Banner} text=${t(params.decided ? "conflict.kept" : "conflict.how")} />
    ${found.map((conflict) => html`<${Choice} key=${conflict.id} conflict=${conflict} settled=${settled} />`)}
  <//>`;
}

/** @param {{conflict: Conflict, settled: (conflict: Conflict) => void}} props */
function Choice({ conflict, settled }) {
  const [side, setSide] = useState(/** @type {Side} */ ("crm"));
  const { busy, error, run } = useAction(async (/** @type {Side} */ taken) => {
    setSide(taken);
    settled((await post(`/conflicts/${encodeURIComponent(conflict.id)}/choose`, { side: taken })).data);
  });
  const before = valueText(conflict.base, conflict.field);
  return html`<${Section} title=${conflict.label}>
    <div class="sides" role="group" aria-label=${conflict.label}>
      ${SIDES.map((one) => html`<${SideValue} key=${one} conflict=${conflict} side=${one} busy=${busy && side === one} choose=${run} />`)}
    </div>
    <p class="quiet">${before && t("conflict.before", { value: before })} ${t("issue.since", { when: fmtRelative(conflict.opened_at) })}</p>
    ${error && html`<${ErrorView} error=${error} retry=${() => run(side)} />`}
  <//>`;
}
