/** The share of the open item: what was wished, sent, and how it goes. */
import { toast } from "./announce.js";
import { del, forget, get, post } from "./api.js";
import { identityOf } from "./context.js";
import { t } from "./i18n.js";
import { useKept } from "./kept.js";
import { profile } from "./office.js";
import { markLogged, saveDraft, setShareOnSend } from "./office_write.js";
import { useEffect, useState } from "./ui.js";

/**
 * @typedef {import("./types.js").Share} Share
 * @typedef {import("./types.js").Item} Item
 * @typedef {{who: string[], what: string|null, files: {id: string, name: string}[]|null}} Wish files null: the org's rule decides
 */

const FIRST_LOOK_MS = 600;
const LAST_LOOK_MS = 5000;
/** A draft is shared when it is sent, which may take an hour. */
const DRAFT_LOOK_MS = 15_000;
const SLOWER = 1.4;

/** Is the worker still at it? @param {Share|null} share */
export const isOpen = (share) => share?.state === "pending" || share?.state === "undoing";

/**
 * The share of an item: what the server said last, looked at again while it is open.
 * @param {Item} item @param {Share|null} known from the context
 * @returns {{share: Share|null, set: (share: Share) => void}}
 */
export function useShare(item, known) {
  const [own, setOwn] = useKept("share.last", /** @type {Share|null} */ (null));
  const share = newer(own, known);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!share || !isOpen(share)) return undefined;
    const stop = new AbortController();
    const wait = item.mode === "compose" ? DRAFT_LOOK_MS : Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * SLOWER ** tries);
    const later = setTimeout(async () => {
      try {
        const { data } = await get(`/shares/${share.id}`, { signal: stop.signal });
        if (!isOpen(data)) settle(item, data);
        setOwn(data);
      } catch {
        // The next look may succeed; what stands in the way shows elsewhere.
      }
      if (!stop.signal.aborted) setTries(tries + 1);
    }, wait);
    return () => {
      clearTimeout(later);
      stop.abort();
    };
  }, [share?.id, share?.state, tries]);
  useEffect(() => setTries(0), [share?.id, share?.state]);
  return { share, set: setOwn };
}

/**
 * Of what a write answered and what the context says: the younger; of the same age the one that has gone on.
 * @param {Share|null} own
 * @param {Share|null} known
 */
function newer(own, known) {
  if (!own || !known) return own ?? known;
  if (own.at !== known.at) return own.at > known.at ? own : known;
  return isOpen(own) ? known : own;
}

/** @param {Item} item @param {Wish} wish @returns {Promise<Share>} */
export async function share(item, wish) {
  const body = {
    kind: item.kind === "message" ? "email" : "event",
    subject: item.subject,
    who: wish.who,
    what: wish.what,
    attachments: wish.files,
    ...identityOf(item),
    ...(item.mode === "compose" ? await onSend(item).catch(told) : {}),
  };
  const { data } = await post("/shares", body);
  forget("context:");
  return data;
}

/** Is it a mail that somebody writes? @param {Item} item */
export const isSentLater = ({ kind, mode }) => kind === "message" && mode === "compose";

/** Who went on to another item does not see the screen of the first one. @param {any} error @returns {never} */
function told(error) {
  if (error.code === "item_changed") toast(`${t("error.item_changed")}. ${t("error.item_changed.text")}`, { kind: "error" });
  throw error;
}

/** A draft is saved, so that the server finds it, and a mail carries a key that names its share. @param {Item} item */
async function onSend(item) {
  const item_id = await saveDraft(item);
  if (item.kind !== "message") return { item_id };
  const key = crypto.randomUUID();
  await setShareOnSend(item, key);
  return { item_id, on_send: key };
}

/**
 * @param {Item} item
 * @param {Share} known
 * @param {boolean} [deletes] of an event: its record, too
 * @returns {Promise<Share>}
 */
export async function undo(item, known, deletes = false) {
  if (isSentLater(item)) await setShareOnSend(item, null).catch(told);
  const { data } = await del(`/shares/${known.id}`, { query: deletes ? { delete: true } : {} });
  forget("context:");
  return data;
}

/** @param {Item} item @param {Share} done */
function settle(item, done) {
  forget("context:");
  if (item.kind === "appointment" && profile().mobile) markLogged(item, done.state === "shared").catch(() => undefined);
}
