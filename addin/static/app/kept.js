/** What the person typed and did not save yet, for each person and item of Outlook: it survives another item and another tab. */
import { useEffect, useState } from "preact/hooks";
import { saveDraft } from "./office_write.js";
import { useItem, useSession } from "./state.js";
import { recall, watch, write } from "./stored.js";

/**
 * @template T
 * @param {string} name unique within the item, for instance `record:Contact:003…`
 * @param {T} initial
 * @returns {[T, (value: T) => void, () => void]} value, set, clear
 */
export function useKept(name, initial) {
  const open = useItem();
  const key = `${useSession()?.person.id ?? ""}|${open?.key ?? ""}|${name}`;
  const [, repaint] = useState(0);
  useEffect(() => watch(key, () => repaint((n) => n + 1)), [key]);
  const keep = (/** @type {T} */ next) => {
    write(key, next);
    if (open?.mode === "compose" && !open.itemId && FORMS.test(name)) nameDraft(open);
  };
  return [recall(key, initial), keep, () => write(key, undefined)];
}

/** What is typed into these is worth a draft. */
const FORMS = /^(record|create|share)[:.]/;
/** @type {Set<string>} */
const named = new Set();

/**
 * A draft has no name that lasts until it is saved: by this one it is known when it is opened again.
 * @param {import("./types.js").Item} draft
 */
async function nameDraft(draft) {
  const { key } = draft;
  if (named.has(key)) return;
  named.add(key);
  // Where it cannot be saved, what was typed lasts as long as the draft stays open.
  const id = await saveDraft(draft).catch(() => null);
  if (id) write(`draft:${id}`, key);
}
