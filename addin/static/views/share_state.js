/** How the share of an item stands: on its way, there (by whom, where), taken back, or stopped and why. */
import { announce } from "../app/announce.js";
import { fmtDateTime, has, t } from "../app/i18n.js";
import {
  Banner,
  Button,
  List,
  ListRow,
  RecordRow,
  Section,
  Spinner,
  html,
  useEffect,
} from "../app/ui.js";
import { ShareUndo } from "./share_undo.js";

/**
 * @typedef {import("../app/types.js").Share} Share
 * @typedef {import("../app/types.js").Item} Item
 */

/**
 * @param {{item: Item, share: Share, changed: (share: Share) => void, change: (() => void)|null}} props change: open
 *   the form again
 */
export function ShareState({ item, share, changed, change }) {
  useEffect(() => announce(sentenceOf(item, share)), [share.state]);
  if (share.state === "shared")
    return html`<${Done} item=${item} share=${share} changed=${changed} change=${change} />`;
  if (share.state === "failed") return html`<${Failed} share=${share} />`;
  const waits = share.state === "pending" && item.mode === "compose";
  return html`<div class="card share-card">
    <p class="share-now">${waits ? null : html`<${Spinner} />`}<span>${sentenceOf(item, share)}</span></p>
    ${waits && html`<p class="quiet">${t(`share.on_send.${item.kind}.text`)}</p>`}
    ${share.state === "pending" && html`<${ShareUndo} item=${item} share=${share} changed=${changed} label=${t(waits ? "share.dont" : "common.cancel")} />`}
  </div>`;
}

/** How it stands, in a sentence. @param {Item} item @param {Share} share */
export function sentenceOf(item, share) {
  if (share.state === "pending" && item.mode === "compose") return t(`share.on_send.${item.kind}`);
  if (share.state !== "shared") return t(`share.state.${share.state}`);
  return t("share.done_by", { who: share.by_me ? t("share.you") : share.by, when: fmtDateTime(share.at) });
}

/** @param {{item: Item, share: Share, changed: (share: Share) => void, change: (() => void)|null}} props */
function Done({ item, share, changed, change }) {
  const { record, attendees = [], who = [], what } = share;
  const there = attendees.map((one) => one.record?.id);
  const about = [...(what ? [what] : []), ...who.filter(({ id }) => !there.includes(id))];
  return html`<${Banner} kind="success" title=${t(`share.done.${share.kind}`)} text=${sentenceOf(item, share)}>
      ${
        share.by_me &&
        html`<${ShareUndo} item=${item} share=${share} changed=${changed} label=${t("common.undo")}>
        ${change && html`<${Button} icon="edit" onClick=${change}>${t("share.change")}<//>`}<//>`
      }
    <//>
    ${share.problem && html`<${Banner} kind="warning" text=${share.problem} />`}
    ${record && html`<div class="card"><${List} label=${t("sync.state.filed")}><${RecordRow} row=${record} /><//></div>`}
    <${Rows} title=${t("share.what")}>${about.map((row) => html`<${RecordRow} key=${row.id} row=${row} />`)}<//>
    <${Rows} title=${t("share.attendees")}>${attendees.map((one) => html`<${Attendee} key=${one.address} attendee=${one} />`)}<//>`;
}

/** @param {{title: string, children?: any[]}} props */
function Rows({ title, children }) {
  return children?.length ? html`<${Section} title=${title}><div class="card"><${List} label=${title}>${children}<//></div><//>` : null;
}

/** @param {{attendee: {address: string, status: string, record: import("../app/types.js").Row|null}}} props */
function Attendee({ attendee }) {
  const { record, address, status } = attendee;
  const answer = has(`share.answer.${status}`) ? t(`share.answer.${status}`) : "";
  if (record) return html`<${RecordRow} row=${record} aside=${answer} />`;
  return html`<${ListRow} icon="person" title=${address} detail=${t("share.attendee.unknown")} aside=${answer} />`;
}

/** @param {{share: Share}} props */
function Failed({ share }) {
  const asks = share.candidates.length > 0;
  const text = share.problem ?? t("share.state.failed");
  return html`<${Banner} kind=${asks ? "info" : "error"} icon=${asks ? "question" : undefined} title=${t(asks ? "share.question" : "share.state.failed")} text=${text} />`;
}
