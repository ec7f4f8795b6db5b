/** One line on top of the people: is this item in Salesforce, and if not, the way there. */
import { fmtDateTime, t } from "../app/i18n.js";
import { useShare } from "../app/sharing.js";
import { Button, Icon, html } from "../app/ui.js";

/**
 * @param {{item: import("../app/types.js").Item, share: import("../app/types.js").Share|null, go: (view: string, params?: any) => void}}
 *   props
 */
export function ShareStrip({ item, share: known, go }) {
  const { share } = useShare(item, known);
  const open = () => go("share");
  if (!share || share.state === "undone") {
    return html`<${Button} kind="primary" icon="share" block=${true} onClick=${open}>${t(`share.offer.${item.kind}.${item.mode}`)}<//>`;
  }
  const done = share.state === "shared";
  const when = { who: share.by_me ? t("share.you") : share.by, when: fmtDateTime(share.at) };
  const text = done ? t("share.done_by", when) : t(`share.state.${share.state}`);
  return html`<div class="strip">
    <span class=${done ? "strip-done" : ""}><${Icon} name=${done ? "success" : share.state === "failed" ? "warning" : "clock"} /></span>
    <span class="strip-text">${text}</span><${Button} kind="subtle" onClick=${open}>${t("share.details")}<//>
  </div>`;
}
