/**
 * The bearer token of the API: nested app authentication (MSAL), else the identity token of Exchange Server, else our own
 * session after a sign-in in a window. A way that is absent from this Outlook, or refused, is left for the next one; one
 * that the network keeps away is waited for.
 */
import { ApiError, signInConfig } from "./api.js";
import { keepOwn, lasts, ownSession, signedOut } from "./own_session.js";
import { DialogError, identityToken, profile, supports } from "./office.js";

/** @typedef {import("./own_session.js").Held} Held @typedef {import("./own_session.js").How} How */

/** Shorter than any that Exchange Server gives out. */
const IDENTITY_LASTS_MS = 5 * 60_000;
/** A browser that believes in its network does not say when that works again: then it is asked in so many seconds. */
const AGAIN_S = 5;
/** Codes of MSAL (ClientAuthErrorCodes, RFC 6749 5.2) and names of Office errors that speak of the way there. */
const AWAY = /network|temporarily_unavailable/i;
/** Those with which a way that has worked so far ends. */
const ENDED = /disabled|no_account|invalid_|unauthorized|access_denied|consent/;

/** @type {Held|null} */
let held = null;
/** @type {Promise<Held>|null} */
let asking = null;
/** @type {Promise<any>|null} */
let msal = null;
let loads = 0;
/** @type {Set<string>} the ways that have given a token */
const worked = new Set();

/**
 * @param {boolean} [fresh] the server refused the last one
 * @returns {Promise<string>}
 * @throws {ApiError} signed_out: only the person can change that
 */
export async function token(fresh = false) {
  if (!fresh && held && lasts(held)) return held.token;
  asking ??= acquire({ fresh }).finally(() => (asking = null));
  held = await asking;
  return held.token;
}

/** Sign in, with a window where one is needed. To be called from a click. */
export async function signIn() {
  held = await acquire({ fresh: true, interactive: true });
}

/** Did the person sign in by a window, so that they may end it? */
export const endsHere = () => Boolean(held?.own);

/** Nothing is left of the session, here. */
export function forgetToken() {
  held = null;
  keepOwn(null);
}

/** @param {How} how @returns {Promise<Held>} */
async function acquire(how) {
  if (supports("NestedAppAuth", "1.1")) {
    const nestedToken = await tried("nested", how, nested);
    if (nestedToken) return nestedToken;
  }
  if (profile().onPremises) {
    const identity = await tried("identity", how, ofExchange);
    if (identity) return identity;
    // Where Entra knows nobody, its window leads nowhere.
    if (!(await config()).client_id) throw offline();
  }
  return ownSession(how);
}

/**
 * A way that cannot work here is not the end, but one that needs the person, or the network, is; and who closed a window
 * is not asked by another one.
 * @param {string} way
 * @param {How} how
 * @param {(how: How) => Promise<Held>} ask
 * @returns {Promise<Held|null>} null: the next way
 */
async function tried(way, how, ask) {
  try {
    const found = await ask(how);
    worked.add(way);
    return found;
  } catch (error) {
    const code = error.errorCode || error.name;
    if (/^user_cancel/.test(code)) throw new DialogError("closed", 0); // MSAL spells it in two ways
    if (error instanceof ApiError) throw error;
    const silent = worked.has(way) && !how.interactive && !ENDED.test(code);
    if (!navigator.onLine || AWAY.test(code) || silent) throw offline();
    return null;
  }
}

const offline = () => new ApiError({ code: "offline", retry_after: navigator.onLine ? AGAIN_S : null });
/** @param {How} how @returns {Promise<Held>} */
async function nested({ fresh = false, interactive = false }) {
  const { scope } = await config();
  msal ??= startMsal().catch((error) => {
    msal = null;
    throw error;
  });
  const app = await msal;
  const request = { scopes: [scope], account: app.getActiveAccount() ?? undefined, forceRefresh: fresh };
  let result;
  try {
    result = await app.acquireTokenSilent(request);
  } catch (error) {
    if (error.name !== "InteractionRequiredAuthError") throw error;
    if (!interactive) throw signedOut();
    result = await app.acquireTokenPopup({ scopes: [scope] });
  }
  app.setActiveAccount(result.account);
  return { token: result.accessToken, until: result.expiresOn?.getTime() ?? Date.now() };
}

/** MSAL is larger than the whole pane, so it is fetched only where Outlook offers nested app authentication. */
async function startMsal() {
  // A browser may remember a module that it could not fetch, so that it is asked for by another address.
  const address = new URL(`vendor/msal-browser.min.js${loads++ ? `?${loads}` : ""}`, document.baseURI).href;
  await import(address).catch(() => Promise.reject(offline()));
  const { createNestablePublicClientApplication } = /** @type {typeof import("@azure/msal-browser")} */ (
    /** @type {any} */ (globalThis).msal
  );
  const { client_id: clientId, authority } = await config();
  return createNestablePublicClientApplication({
    auth: { clientId, authority },
    cache: { cacheLocation: "localStorage" },
  });
}

/** The identity token of Exchange Server. @returns {Promise<Held>} */
async function ofExchange() {
  return { token: await identityToken(), until: Date.now() + IDENTITY_LASTS_MS };
}

/** @type {ReturnType<typeof signInConfig>|null} */
let configured = null;

/** What the deployment says about its app registration; asked for again after a failure. */
function config() {
  configured ??= signInConfig().catch((error) => {
    configured = null;
    throw error;
  });
  return configured;
}
