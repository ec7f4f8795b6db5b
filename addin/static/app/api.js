/**
 * The only module that calls `fetch`. Paths are below /api/v1; bodies and answers are JSON; errors are RFC 9457 problems.
 */
import { currentLanguage } from "./i18n.js";

const PREFIX = "/api/v1";
const UNAUTHORIZED = 401;
const MAX_CACHED = 60;

/** What the API, or the way to it, refused. `detail` is a sentence for people. */
export class ApiError extends Error {
  /** @param {Record<string, any>} problem */
  constructor(problem) {
    super(problem.detail || problem.title || problem.code);
    this.name = "ApiError";
    this.status = /** @type {number} */ (problem.status ?? 0);
    this.code = /** @type {string} */ (problem.code ?? "unknown");
    this.title = /** @type {string} */ (problem.title ?? "");
    this.detail = /** @type {string} */ (problem.detail ?? "");
    /** @type {{name: string, label: string, message: string}[]} */
    this.fields = problem.fields ?? [];
    /** @type {number|null} seconds */
    this.retryAfter = problem.retry_after ?? null;
    this.current = problem.current ?? null;
    /** @type {import("./types.js").Row[]} */
    this.candidates = problem.candidates ?? [];
    this.reconnect = Boolean(problem.reconnect);
    this.offline = problem.code === "offline";
    /** Of a request that changes nothing (RFC 9110, 9.2.1), which alone may be repeated unasked. */
    this.safe = false;
    /** The whole problem, for members of one endpoint only. */
    this.problem = problem;
  }
}

/** @type {(fresh: boolean) => Promise<string>} gives the bearer token; fresh: the last one was refused */
let bearer = async () => "";

/** Whose token the calls carry. @param {(fresh: boolean) => Promise<string>} provider */
export function signInWith(provider) {
  bearer = provider;
}

/** @typedef {{signal?: AbortSignal, query?: Record<string, any>, ifMatch?: string|null, safe?: boolean}} Options safe: a POST that only reads */
/** @typedef {{data: any, etag: string|null}} Answer */

/** @type {Map<string, Answer>} answers of GET by address, the oldest first */
const answers = new Map();

/** @param {string} path @param {Options} [options] @returns {Promise<Answer>} @throws {ApiError} */
export async function get(path, options = {}) {
  const answer = await call("GET", path, undefined, options);
  remember(keyOf(path, options.query), answer);
  return answer;
}

/** @param {string} path @param {any} [body] @param {Options} [options] */
export const post = (path, body = {}, options = {}) => call("POST", path, body, options);
/** @param {string} path @param {any} body @param {Options} [options] */
export const patch = (path, body, options = {}) => call("PATCH", path, body, options);
/** @param {string} path @param {any} [body] @param {Options} [options] */
export const put = (path, body = {}, options = {}) => call("PUT", path, body, options);
/** @param {string} path @param {Options} [options] */
export const del = (path, options = {}) => call("DELETE", path, undefined, options);

/**
 * The last answer to this GET (or to whatever was kept under this key), to be painted before the fresh one comes.
 * @param {string} path @param {Record<string, any>} [query] @returns {Answer|null}
 */
export function cached(path, query) {
  return answers.get(keyOf(path, query)) ?? null;
}

/** Keep an answer, for instance of a POST that only reads. @param {string} key @param {Answer} answer */
export function remember(key, answer) {
  answers.delete(key);
  answers.set(key, answer);
  const [oldest] = answers.keys();
  if (answers.size > MAX_CACHED) answers.delete(oldest);
}

/** Forget what is cached below a path, after a change there. @param {string} [path] none: everything */
export function forget(path = "") {
  for (const key of [...answers.keys()]) if (key.startsWith(path)) answers.delete(key);
}

/**
 * Turn the one-time code of a sign-in in a dialog into a session token.
 * @param {{code: string, verifier: string}} proof
 * @returns {Promise<{token: string, expires_at: string}>}
 */
export async function redeem(proof) {
  return (await send("POST", "/session/redeem", proof, {}, "")).data;
}

/** What the deployment says about sign-in. @returns {Promise<{client_id: string, authority: string, scope: string}>} */
export async function signInConfig() {
  const response = await reach("/addin/config.json", { headers: { Accept: "application/json" } });
  return response.json();
}

/** @param {string} method @param {string} path @param {any} body @param {Options} options @returns {Promise<Answer>} */
async function call(method, path, body, options) {
  const once = async (/** @type {boolean} */ fresh) => send(method, path, body, options, await bearer(fresh));
  const refused = (/** @type {any} */ error) => {
    if (error instanceof ApiError) error.safe = options.safe ?? method === "GET";
    throw error;
  };
  return once(false)
    .catch((error) => (error.status === UNAUTHORIZED ? once(true) : Promise.reject(error)))
    .catch(refused);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {any} body
 * @param {Options} options
 * @param {string} token empty: without sign-in
 * @returns {Promise<Answer>}
 */
async function send(method, path, body, { signal, query, ifMatch }, token) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "Accept-Language": currentLanguage() };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (ifMatch) headers["If-Match"] = ifMatch;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await reach(PREFIX + keyOf(path, query), { method, headers, body: text, signal, cache: "no-store" });
  const data = await parsed(response);
  if (!response.ok) throw new ApiError({ ...problemOf(response), ...data });
  return { data, etag: response.headers.get("ETag") };
}

/** @param {string} url @param {RequestInit} init @throws {ApiError} offline: the server was not reached */
async function reach(url, init) {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ status: 0, code: "offline" });
  }
}

/** @param {Response} response */
async function parsed(response) {
  if (!/json/.test(response.headers.get("Content-Type") ?? "")) return null;
  return response.json().catch(() => null);
}

/** What is known of an error that is not JSON (a proxy's page). @param {Response} response */
function problemOf(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return { status: response.status, code: `http_${response.status}`, retry_after: seconds || null };
}

/** @param {string} path @param {Record<string, any>} [query] */
function keyOf(path, query) {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return pairs.length ? `${path}?${new URLSearchParams(pairs)}` : path;
}
