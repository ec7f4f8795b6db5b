/** What is to be shared: with whom, about what, with which files. One button does it. */
import { useAction } from "../app/action.js";
import { t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { share } from "../app/sharing.js";
import { Button, ErrorView, Section, html } from "../app/ui.js";
import { Candidates } from "./share_question.js";
import { Files } from "./share_files.js";
import { WhatList, WhoList } from "./share_related.js";
import { draftOf, filesOf, wishOf } from "./share_wish.js";

/**
 * @typedef {import("../app/types.js").Share} Share
 * @param {{item: import("../app/types.js").Item, context: import("../app/types.js").Context, candidates: import("../app/types.js").Row[], share: Share|null, changed: (share: Share) => void}} props
 */
export function ShareForm({ item, context, candidates, share: known, changed }) {
  const [kept, keep] = useKept("share.draft", /** @type {import("./share_wish.js").Draft|null} */ (null));
  const draft = kept ?? draftOf(known);
  /** @param {Partial<import("./share_wish.js").Draft>} change */
  const change = (change) => keep({ ...draft, ...change });
  /** @param {import("./share_wish.js").Draft} [chosen] */
  const send = async (chosen = draft) => {
    changed(await share(item, wishOf(context, chosen, item)));
    keep(chosen); // a change begins with it
  };
  const { busy, error, run } = useAction(send);
  if (candidates.length)
    return html`<${Candidates} rows=${candidates} draft=${draft} busy=${busy} error=${error} send=${run} />`;
  return html`<div class="share-form">
    <${Section} title=${t("share.who")}><${WhoList} context=${context} draft=${draft} change=${change} /><//>
    <${Section} title=${t("share.what")}><${WhatList} context=${context} draft=${draft} change=${change} /><//>
    ${item.kind === "message" && filesOf(item).length > 0 && html`<${Section} title=${t("share.files")}><${Files} item=${item} context=${context} draft=${draft} change=${change} /><//>`}
    ${error && html`<${ErrorView} error=${error} retry=${() => run()} />`}
    <div class="foot"><${Button} kind="primary" icon="share" block=${true} busy=${busy} onClick=${() => run()}>${t(`share.button.${item.kind}.${item.mode}`)}<//></div>
  </div>`;
}
