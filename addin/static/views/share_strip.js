/** On top of the people: is this item in Salesforce? If not: an e-mail goes there in one click, as it is proposed. */
import { useAction } from "../app/action.js";
import { fmtDateTime, t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { share as file, useShare } from "../app/sharing.js";
import { Button, ErrorView, Icon, html, useState } from "../app/ui.js";
import { ShareUndo } from "./share_undo.js";
import { draftOf, wishOf } from "./share_wish.js";

/**
 * @param {{item: import("../app/types.js").Item, context: import("../app/types.js").Context, go: (view: string, params?: any) => void}}
 *   props
 */
export function ShareStrip({ item, context, go }) {
  const { share, set } = useShare(item, context.share);
  const [draft] = useKept("share.draft", draftOf(null));
  const [here, setHere] = useState(false);
  const { busy, error, run } = useAction(async () => {
    set(await file(item, wishOf(context, draft, item)));
    setHere(true);
  });
  const open = () => go("share");
  if (!share || share.state === "undone") {
    const offer = t(`share.offer.${item.kind}.${item.mode}`);
    if (item.kind !== "message" || item.mode !== "read")
      return html`<${Button} kind="primary" icon="share" block=${true} onClick=${open}>${offer}<//>`;
    return html`<div class="button-row strip-row"><${Button} kind="primary" icon="share" busy=${busy} onClick=${run}>${offer}<//>
      <${Button} kind="subtle" onClick=${open}>${t("share.choose")}<//></div>
      ${error && html`<${ErrorView} error=${error} retry=${run} />`}`;
  }
  const done = share.state === "shared";
  const when = { who: share.by_me ? t("share.you") : share.by, when: fmtDateTime(share.at) };
  const text = done ? t("share.done_by", when) : t(`share.state.${share.state}`);
  return html`<div class="strip">
    <span class=${done ? "strip-done" : ""}><${Icon} name=${done ? "success" : share.state === "failed" ? "warning" : "clock"} /></span>
    <span class="strip-text">${text}</span><${Button} kind="subtle" onClick=${open}>${t("share.details")}<//>
  </div>${done && here && html`<div class="strip-row"><${ShareUndo} item=${item} share=${share} changed=${set} label=${t("common.undo")} /></div>`}`;
}
