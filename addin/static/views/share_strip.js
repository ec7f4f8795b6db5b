/** On top of the people: is this item in Salesforce? If not: an e-mail goes there in one click, as it is proposed. */
import { t } from "../app/i18n.js";
import { go } from "../app/navigation.js";
import { isSentLater, useShare } from "../app/sharing.js";
import { Button, ErrorView, Icon, html, useState } from "../app/ui.js";
import { useSharing } from "./share_follow.js";
import { sentenceOf } from "./share_state.js";
import { ShareUndo } from "./share_undo.js";

/**
 * @param {{item: import("../app/types.js").Item, context: import("../app/types.js").Context}}
 *   props
 */
export function ShareStrip({ item, context }) {
  const { share, set } = useShare(item, context.share);
  const [here, setHere] = useState(false);
  const { busy, error, run } = useSharing(item, context, share, (next) => {
    set(next);
    setHere(true);
  });
  const again = error && html`<${ErrorView} error=${error} retry=${() => run()} />`;
  const open = () => go("share");
  if (!share || share.state === "undone") {
    const offer = t(isSentLater(item) ? "share.when_sent" : `share.title.${item.kind}`);
    if (item.kind !== "message" || item.mode !== "read")
      return html`<${Button} kind="primary" icon="share" block onClick=${open}>${offer}<//>`;
    return html`<div class="button-row strip-row"><${Button} kind="primary" icon="share" busy=${busy} onClick=${() => run()}>${offer}<//>
      <${Button} kind="subtle" onClick=${open}>${t("share.choose")}<//></div>
      ${again}`;
  }
  const done = share.state === "shared";
  return html`<div class="strip">
    <span class=${done ? "strip-done" : ""}><${Icon} name=${done ? "success" : share.state === "failed" ? "warning" : "clock"} /></span>
    <span class="strip-text">${sentenceOf(item, share)}</span><${Button} kind="subtle" onClick=${open}>${t("share.details")}<//>
  </div>${again}${done && here && html`<div class="strip-row"><${ShareUndo} item=${item} share=${share} changed=${set} label=${t("common.undo")} /></div>`}`;
}
