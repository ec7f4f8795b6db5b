/**
 * What all views look at: the session, the open item, the network. A value changes through `set`, views listen through
 * hooks.
 */
import { useEffect, useState } from "preact/hooks";

/**
 * @template T
 * @param {T} initial
 */
export function createStore(initial) {
  let value = initial;
  /** @type {Set<(value: T) => void>} */
  const listeners = new Set();
  return {
    get: () => value,
    /** @param {T} next */
    set(next) {
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    /** @param {(value: T) => void} listener @returns {() => void} stop listening */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * @template T
 * @param {{get: () => T, listen: (f: (value: T) => void) => () => void}} store
 * @returns {T}
 */
export function useStore(store) {
  const [value, setValue] = useState(() => store.get());
  useEffect(() => {
    setValue(() => store.get());
    return store.listen((next) => setValue(() => next));
  }, [store]);
  return value;
}

/** @type {ReturnType<typeof createStore<import("./types.js").Session|null>>} */
export const session = createStore(/** @type {import("./types.js").Session|null} */ (null));
/** @type {ReturnType<typeof createStore<import("./types.js").Item|null>>} */
export const item = createStore(/** @type {import("./types.js").Item|null} */ (null));
/** Counts up whenever everything shown is to be loaded anew: after a reconnect, or when the network is back. */
export const generation = createStore(0);

export const useSession = () => useStore(session);
export const useItem = () => useStore(item);
export const refreshAll = () => generation.set(generation.get() + 1);
