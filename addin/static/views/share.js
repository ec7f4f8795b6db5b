/** Share: put the open message or appointment into Salesforce, or see that it is there. */
import { useContext } from "../app/context.js";
import { t } from "../app/i18n.js";
import { useShare } from "../app/sharing.js";
import { useItem } from "../app/state.js";
import { Banner, Empty, ErrorView, LoadState, Page, html, useState } from "../app/ui.js";
import { useSharing } from "./share_follow.js";
import { ShareForm } from "./share_form.js";
import { ShareState } from "./share_state.js";

export default function SharePage() {
  const item = useItem();
  if (!item)
    return html`<${Page} title=${t("common.tab.share")} hideTitle><${Empty} icon="share" title=${t("common.no_item")} text=${t("share.no_item")} /><//>`;
  return html`<${OfItem} key=${item.key} item=${item} />`;
}

/** @param {{item: import("../app/types.js").Item}} props */
function OfItem({ item }) {
  const loaded = useContext(item);
  const context = /** @type {import("../app/types.js").Context|undefined} */ (loaded.data);
  const { share, set } = useShare(item, context?.share ?? null);
  const [changing, setChanging] = useState(false);
  /** @param {import("../app/types.js").Share} next */
  const changed = (next) => {
    setChanging(false);
    set(next);
  };
  const sharing = useSharing(item, context, share, changed);
  const title = t(`share.title.${item.kind}`);
  if (!context) return html`<${Page} title=${title}><${LoadState} of=${loaded} rows=${4} /><//>`;
  // An email is in Salesforce even while it is not known whom of several it is with.
  const candidates = share?.candidates ?? [];
  const again = !share || share.state === "undone" || share.state === "failed" || (share.state === "shared" && (changing || candidates.length > 0));
  return html`<${Page} title=${title} subtitle=${item.subject || t("share.no_subject")}>
    <${LoadState} of=${loaded} />
    ${share && share.state !== "undone" && html`<${ShareState} item=${item} share=${share} changed=${changed} change=${again ? null : () => setChanging(true)} />`}
    ${share?.state === "undone" && share.problem && html`<${Banner} text=${share.problem} />`}
    ${again ? html`<${ShareForm} item=${item} context=${context} candidates=${candidates} sharing=${sharing} />` : sharing.error && html`<${ErrorView} error=${sharing.error} retry=${() => sharing.run()} />`}
  <//>`;
}
