/** Loading for views: what is cached is painted at once and refreshed behind it; a stale request is cancelled. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { cached, get } from "./api.js";
import { generation, useStore } from "./state.js";

/**
 * @typedef {object} Loaded
 * @property {any} data  undefined until something is there
 * @property {string|null} etag
 * @property {import("./api.js").ApiError|null} error  of the last try; data of an earlier one may be there all the same
 * @property {boolean} loading
 * @property {() => void} refresh
 * @property {(data: any, etag?: string|null) => void} replace  put in what a write answered
 */

/**
 * GET a path and keep it shown.
 * @param {string|null} path null: nothing to load yet
 * @param {Record<string, any>} [query]
 * @returns {Loaded}
 */
export function useGet(path, query) {
  const key = path && JSON.stringify([path, query ?? null]);
  return useAnswer(key, path ? (signal) => get(path, { query, signal }) : null, path ? cached(path, query) : null);
}

/**
 * A list that comes in pages, and `more` to show the next of them.
 * @param {string} path
 * @param {Record<string, any>} [query]
 * @returns {Loaded & {more: (() => void)|null}} null: all of it is there
 */
export function useList(path, query) {
  const pages = useRef(1);
  /** @param {AbortSignal} signal */
  const ask = async (signal) => {
    let answer = await get(path, { query, signal });
    for (let page = 1; page < pages.current && answer.data.next; page += 1) {
      const { items, next } = (await get(path, { query: { ...query, after: answer.data.next }, signal })).data;
      answer = { data: { items: [...answer.data.items, ...items], next }, etag: null };
    }
    return answer;
  };
  const loaded = useAnswer(JSON.stringify([path, query]), ask, cached(path, query));
  const more = () => {
    pages.current += 1;
    loaded.refresh();
  };
  return { ...loaded, more: loaded.data?.next ? more : null };
}

/** @typedef {{key: string|null, data: any, etag: string|null, error: any, loading: boolean}} State */

/**
 * The same for any request that reads.
 * @param {string|null} key names the request; another key starts another request
 * @param {((signal: AbortSignal) => Promise<import("./api.js").Answer>)|null} ask
 * @param {import("./api.js").Answer|null} known to paint meanwhile
 * @returns {Loaded}
 */
export function useAnswer(key, ask, known) {
  const shared = useStore(generation);
  const [own, setOwn] = useState(0);
  const [state, setState] = useState(/** @type {State|null} */ (null));
  const asking = useRef(ask);
  asking.current = ask;

  useEffect(() => {
    const request = asking.current;
    if (!key || !request) return undefined;
    const stop = new AbortController();
    setState((before) => (before?.key === key ? { ...before, loading: true } : null));
    request(stop.signal).then(
      ({ data, etag }) => setState({ key, data, etag, error: null, loading: false }),
      (error) => {
        if (!stop.signal.aborted) setState((before) => ({ ...(before ?? empty(key, known)), error, loading: false }));
      },
    );
    return () => stop.abort();
  }, [key, shared, own]);

  const refresh = useCallback(() => setOwn((n) => n + 1), []);
  const replace = useCallback(
    (/** @type {any} */ data, /** @type {string|null} */ etag = null) => {
      if (key) setState({ key, data, etag, error: null, loading: false });
    },
    [key],
  );
  const shown = state?.key === key ? state : empty(key, known);
  return { data: shown.data, etag: shown.etag, error: shown.error, loading: shown.loading, refresh, replace };
}

/** @param {string|null} key @param {import("./api.js").Answer|null} known @returns {State} */
function empty(key, known) {
  return { key, data: known?.data, etag: known?.etag ?? null, error: null, loading: key !== null };
}
