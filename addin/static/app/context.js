/** Who takes part in the open item, and what is known of it: one call, shared by the views. */
import { post, remember, cached } from "./api.js";
import { useAnswer } from "./load.js";

/** @typedef {import("./types.js").Item} Item */

/** @param {Item} item */
const cacheKey = (item) => `context:${item.key}`;

/**
 * The context of an item, painted from memory at once and refreshed behind it.
 * @param {Item} item
 * @returns {import("./load.js").Loaded}
 */
export function useContext(item) {
  const key = JSON.stringify([item.key, item.people, item.itemId]);
  /** @param {AbortSignal} signal */
  const ask = async (signal) => {
    const answer = await post("/context", bodyOf(item), { signal, safe: true });
    remember(cacheKey(item), answer);
    return answer;
  };
  return useAnswer(key, ask, cached(cacheKey(item)));
}

/** The API refuses what it does not know, null included: what is missing is left out. @param {Item} item */
function bodyOf(item) {
  const { kind, mode, people, subject } = item;
  return { kind, mode, people, subject, ...identityOf(item) };
}

/** How the API names an item. @param {Item} item @returns {{item_id?: string, message_id?: string}} */
export function identityOf(item) {
  return {
    ...(item.itemId ? { item_id: item.itemId } : {}),
    ...(item.messageId ? { message_id: item.messageId } : {}),
  };
}
