/** What is to be shared: with whom, about what, with which files. One button does it. */
import { t } from "../app/i18n.js";
import { isSentLater } from "../app/sharing.js";
import { Button, ErrorView, Section, html } from "../app/ui.js";
import { Candidates } from "./share_question.js";
import { Files } from "./share_files.js";
import { WhatList, WhoList } from "./share_related.js";
import { filesOf } from "./share_wish.js";

/**
 * @param {{item: import("../app/types.js").Item, context: import("../app/types.js").Context, candidates: import("../app/types.js").Row[], sharing: ReturnType<typeof import("./share_follow.js").useSharing>}} props
 */
export function ShareForm({ item, context, candidates, sharing }) {
  const { draft, keep, busy, error, run } = sharing;
  /** @param {Partial<import("./share_wish.js").Draft>} change */
  const change = (change) => keep({ ...draft, ...change });
  if (candidates.length)
    return html`<${Candidates} rows=${candidates} draft=${draft} busy=${busy} error=${error} send=${run} />`;
  return html`<div class="share-form">
    <${Section} title=${t("common.tab.people")}><${WhoList} context=${context} draft=${draft} change=${change} /><//>
    <${Section} title=${t("share.what")}><${WhatList} context=${context} draft=${draft} change=${change} /><//>
    ${item.kind === "message" && filesOf(item).length > 0 && html`<${Section} title=${t("share.files")}><${Files} item=${item} context=${context} draft=${draft} change=${change} /><//>`}
    ${error && html`<${ErrorView} error=${error} retry=${() => run()} />`}
    <div class="foot"><${Button} kind="primary" icon="share" block busy=${busy} onClick=${() => run()}>${t(isSentLater(item) ? "share.when_sent" : "share.button")}<//></div>
  </div>`;
}
