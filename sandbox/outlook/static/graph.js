// The only door to the server: Microsoft Graph v1.0 of the sandbox with the user's token, and Outlook's own service.

// Graph refuses more than four calls at once for an app and a mailbox (graph/throttling-limits).
const AT_ONCE = 3;
const TRIES = 4;
const LONGEST_WAIT = 5;

let home = "";
let zone = "UTC";
/** @type {Promise<string>|null} */
let token = null;
let running = 0;
/** @type {(() => void)[]} */
const waiting = [];

/** An answer other than success. status: HTTP's; code: Graph's; message: what it said. */
export class GraphError extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** To be called first. @param {string} address the user's @param {string} timeZone in which events are told */
export function open(address, timeZone) {
  home = `/owa/u/${encodeURIComponent(address)}`;
  zone = timeZone;
}

/** @param {boolean} renew */
async function signedIn(renew) {
  if (renew || token === null) {
    token = fetch(`${home}/token`, { method: "POST" }).then(async (answer) => (await answer.json()).access_token);
    token.catch(() => (token = null));
  }
  return token;
}

async function turn() {
  if (running >= AT_ONCE) await new Promise((go) => waiting.push(() => go(null)));
  running += 1;
}

function done() {
  running -= 1;
  waiting.shift()?.();
}

/** @param {string} url @param {RequestInit} options */
async function send(url, options) {
  await turn();
  try {
    for (let tried = 1; ; tried += 1) {
      const headers = { ...options.headers, Authorization: `Bearer ${await signedIn(false)}` };
      const answer = await fetch(url, { ...options, headers });
      if (tried === TRIES || ![401, 429, 503].includes(answer.status)) return answer;
      if (answer.status === 401) await signedIn(true);
      else await pause(Math.min(Number(answer.headers.get("Retry-After")) || 1, LONGEST_WAIT));
    }
  } catch (error) {
    throw error instanceof TypeError
      ? new GraphError(0, "offline", "The sandbox does not answer. Is it still running?")
      : error;
  } finally {
    done();
  }
}

/** @param {number} seconds */
function pause(seconds) {
  return new Promise((go) => setTimeout(go, seconds * 1000));
}

/** @param {Response} answer */
async function checked(answer) {
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  const error = typeof told.error === "object" ? told.error : { message: told.error };
  throw new GraphError(answer.status, error?.code ?? "", error?.message || `The server answered ${answer.status}.`);
}

/**
 * One call below /v1.0/me, or of an absolute link of an answer.
 * @param {string} method @param {string} path @param {unknown} [body] JSON
 * @param {Record<string, string>} [headers] more of them
 * @returns {Promise<any>} JSON or null
 */
export async function call(method, path, body, headers = {}) {
  const url = path.startsWith("http") ? new URL(path).pathname + new URL(path).search : `/v1.0/me/${path}`;
  /** @type {Record<string, string>} */
  const all = { Prefer: `outlook.timezone="${zone}"`, ...headers };
  if (body !== undefined) all["Content-Type"] = "application/json";
  const answer = await checked(
    await send(url, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body) }),
  );
  return answer.status === 204 || answer.status === 202 ? null : answer.json();
}

/** @param {string} path @param {Record<string, string>} [headers] */
export const get = (path, headers) => call("GET", path, undefined, headers);
/** @param {string} path @param {unknown} [body] */
export const post = (path, body = {}) => call("POST", path, body);
/** @param {string} path @param {unknown} body */
export const patch = (path, body) => call("PATCH", path, body);
/** @param {string} path */
export const remove = (path) => call("DELETE", path);

/**
 * All rows of a list, page after page.
 * @param {string} path @param {number} [most] of them @returns {Promise<any[]>}
 */
export async function rows(path, most = 1000) {
  const found = [];
  for (let next = path; next && found.length < most;) {
    const page = await get(next);
    found.push(...page.value);
    next = page["@odata.nextLink"];
  }
  return found.slice(0, most);
}

/** The bytes behind a path. @param {string} path */
export async function bytes(path) {
  return (await checked(await send(`/v1.0/me/${path}`, { method: "GET" }))).blob();
}

/**
 * What Graph cannot do with an item of any kind.
 * @param {"move"|"copy"} action @param {string} item @param {string} folder @returns {Promise<string>} the item's id then
 */
export async function service(action, item, folder) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ item, folder }),
  };
  return (await (await checked(await send(`${home}/items/${action}`, options))).json()).id;
}

/** Where a frame finds the body of an item. @param {string} id @param {string} [change] */
export const bodyUrl = (id, change) => `${home}/body/${encodeURIComponent(id)}?${encodeURIComponent(change ?? "")}`;

/** An id as a part of a path. @param {string|null|undefined} id */
export const part = (id) => encodeURIComponent(id ?? "");
