/** What the person typed and did not save yet, for each item of Outlook: it survives another item and another tab. */
import { useEffect, useState } from "preact/hooks";
import { useItem } from "./state.js";
import { recall, watch, write } from "./stored.js";

/**
 * @template T
 * @param {string} name unique within the item, for instance `record:Contact:003…`
 * @param {T} initial
 * @returns {[T, (value: T) => void, () => void]} value, set, clear
 */
export function useKept(name, initial) {
  const open = useItem();
  const key = `${open?.key ?? ""}|${name}`;
  const [, repaint] = useState(0);
  useEffect(() => watch(key, () => repaint((n) => n + 1)), [key]);
  return [recall(key, initial), (next) => write(key, next), () => write(key, undefined)];
}
