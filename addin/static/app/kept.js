/**
 * What the person typed and did not save yet, for each item of Outlook: it survives another item, another tab, and (where
 * the browser lends its storage to the frame) a pane that is closed and opened again.
 */
import { useEffect, useState } from "preact/hooks";
import { useItem } from "./state.js";

const PREFIX = "bothways.kept.";

/** @type {Map<string, any>} */
const values = new Map();
/** @type {Map<string, Set<() => void>>} */
const watchers = new Map();

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
  useEffect(() => {
    const heard = () => repaint((n) => n + 1);
    const those = watchers.get(key) ?? new Set();
    watchers.set(key, those.add(heard));
    return () => those.delete(heard);
  }, [key]);
  return [recall(key, initial), (next) => write(key, next), () => write(key, undefined)];
}

/** @param {string} key @param {any} value undefined: forget */
export function write(key, value) {
  if (value === undefined) values.delete(key);
  else values.set(key, value);
  try {
    if (value === undefined) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Storage refused or full: memory has it, and that is enough while the pane lives.
  }
  for (const heard of watchers.get(key) ?? []) heard();
}

/** @param {string} key @param {any} initial */
export function recall(key, initial) {
  if (values.has(key)) return values.get(key);
  try {
    const text = sessionStorage.getItem(PREFIX + key);
    if (text === null) return initial;
    values.set(key, JSON.parse(text));
    return values.get(key);
  } catch {
    return initial;
  }
}
