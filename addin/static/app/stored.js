/**
 * Values that outlive what is shown, in memory and (where the browser lends its storage to the frame) beyond a pane that is
 * closed. Without Preact: the page at the end of a sign-in has none.
 */
const PREFIX = "bothways.kept.";

/** @type {Map<string, any>} */
const values = new Map();
/** @type {Map<string, Set<() => void>>} */
const watchers = new Map();

/** @param {string} key @param {() => void} heard called after each change @returns {() => void} ends it */
export function watch(key, heard) {
  const those = watchers.get(key) ?? new Set();
  watchers.set(key, those.add(heard));
  return () => those.delete(heard);
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
