/** Share: put the open message or appointment into Salesforce, or see that it is there. */
import { useContext } from "../app/context.js";
import { t } from "../app/i18n.js";
import { useShare } from "../app/sharing.js";
import { useItem } from "../app/state.js";
import { Banner, Empty, ErrorView, Page, Skeleton, html, useState } from "../app/ui.js";
import { ShareForm } from "./share_form.js";
import { ShareState } from "./share_state.js";

export default function SharePage() {
  const item = useItem();
  if (!item)
    return html`<${Page} title=${t("common.tab.share")} hideTitle=${true}><${Empty} icon="share" title=${t("common.no_item")} text=${t("share.no_item")} /><//>`;
  return html`<${OfItem} key=${item.key} item=${item} />`;
}

/** @param {{item: import("../app/types.js").Item}} props */
function OfItem({ item }) {
  const { data, error, refresh } = useContext(item);
  const context = /** @type {import("../app/types.js").Context|undefined} */ (data);
  const { share, set } = useShare(item, context?.share ?? null);
  const [changing, setChanging] = useState(false);
  const title = t(`share.title.${item.kind}`);
  if (!context) {
    return html`<${Page} title=${title}>${error ? html`<${ErrorView} error=${error} retry=${refresh} />` : html`<${Skeleton} rows=${4} />`}<//>`;
  }
  // An email is in Salesforce even while it is not known whom of several it is with.
  const candidates = share?.candidates ?? [];
  const again = !share || share.state === "undone" || share.state === "failed" || (share.state === "shared" && (changing || candidates.length > 0));
  /** @param {import("../app/types.js").Share} next */
  const changed = (next) => {
    setChanging(false);
    set(next);
  };
  return html`<${Page} title=${title} subtitle=${item.subject || t("share.no_subject")}>
    ${error && html`<${ErrorView} error=${error} retry=${refresh} />`}
    ${share && share.state !== "undone" && html`<${ShareState} item=${item} share=${share} changed=${changed} change=${again ? null : () => setChanging(true)} />`}
    ${share?.state === "undone" && share.problem && html`<${Banner} text=${share.problem} />`}
    ${again && html`<${ShareForm} item=${item} context=${context} candidates=${candidates} share=${share} changed=${changed} />`}
  <//>`;
}
