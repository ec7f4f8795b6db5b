/** A mail that is shared when it is sent is shared with whom it goes to then. */
import { useAction } from "../app/action.js";
import { useKept } from "../app/kept.js";
import { isSentLater, share as send } from "../app/sharing.js";
import { useEffect, useRef } from "../app/ui.js";
import { draftOf, wishOf } from "./share_wish.js";

/**
 * @typedef {import("../app/types.js").Share} Share
 * @typedef {import("./share_wish.js").Draft} Draft
 */

/**
 * Sharing an item as the form has it, again whenever that changes while the mail waits to be sent: who joins the mail is
 * ticked, who leaves it is not, unless the person chose otherwise.
 * @param {import("../app/types.js").Item} item
 * @param {import("../app/types.js").Context|undefined} context
 * @param {Share|null} share
 * @param {(share: Share) => void} set
 * @returns {{draft: Draft, keep: (draft: Draft) => void, busy: boolean, error: any, run: (draft?: Draft) => Promise<void>}}
 */
export function useSharing(item, context, share, set) {
  const [kept, keep] = useKept("share.draft", /** @type {Draft|null} */ (null));
  const [sent, setSent] = useKept("share.sent", "");
  const draft = kept ?? draftOf(share);
  const wish = context ? JSON.stringify(wishOf(context, draft, item)) : sent;
  const action = useAction(async (chosen = draft) => {
    if (!context) return;
    const wished = wishOf(context, chosen, item);
    set(await send(item, wished));
    setSent(JSON.stringify(wished));
    keep(chosen); // a change begins with it
  });
  const follows = share?.state === "pending" && isSentLater(item) && sent !== "" && wish !== sent;
  const tried = useRef(""); // what failed is not tried again by itself
  useEffect(() => {
    if (!follows || action.busy || tried.current === wish) return;
    tried.current = wish;
    action.run();
  }, [follows, wish, action.busy]);
  return { ...action, draft, keep };
}
