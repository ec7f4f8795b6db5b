/**
 * The bearer token of the API: nested app authentication (MSAL), else the identity token of Exchange Server, else our own
 * session after a sign-in in a dialog. Which way works is tried once and remembered for the life of the pane.
 */
import { identityToken, locale, openDialog, profile, supports } from "./office.js";

/** Nobody is signed in and only the person can change that. */
export class SignInNeeded extends Error {}

/** @typedef {{token: string, until: number}} Held until in ms since 1970 */

const OWN = "bothways.session";
const EARLY = 60_000;
const IDENTITY_LASTS = 5 * 60_000;
const RANDOM_BYTES = 32;

/** @type {Held|null} */
let held = null;
/** @type {Promise<string>|null} */
let asking = null;
/** @type {Promise<import("@azure/msal-browser").IPublicClientApplication>|null} */
let msal = null;

/**
 * @param {{fresh?: boolean}} [options] fresh: the server refused the last one
 * @returns {Promise<string>}
 * @throws {SignInNeeded}
 */
export async function token({ fresh = false } = {}) {
  if (fresh) drop();
  if (held && held.until - EARLY > Date.now()) return held.token;
  asking ??= acquire(false).finally(() => (asking = null));
  return asking;
}

/** Sign in with a window where one is needed. To be called from a click. */
export async function signIn() {
  drop();
  return acquire(true);
}

export function signOut() {
  drop();
  remember(null);
}

function drop() {
  held = null;
}

/** @param {boolean} interactive @returns {Promise<string>} */
async function acquire(interactive) {
  if (supports("NestedAppAuth", "1.1")) held = await nested(interactive);
  else if (profile().onPremises) held = { token: await identityToken(), until: Date.now() + IDENTITY_LASTS };
  else held = remembered() ?? (await inDialog(interactive));
  return held.token;
}

/** @param {boolean} interactive @returns {Promise<Held>} */
async function nested(interactive) {
  const app = await (msal ??= startMsal());
  const request = { scopes: [(await config()).scope], account: app.getActiveAccount() ?? undefined };
  let result;
  try {
    result = await app.acquireTokenSilent(request);
  } catch (error) {
    if (error.name !== "InteractionRequiredAuthError") throw error;
    if (!interactive) throw new SignInNeeded();
    result = await app.acquireTokenPopup(request);
  }
  app.setActiveAccount(result.account);
  return { token: result.accessToken, until: result.expiresOn?.getTime() ?? Date.now() };
}

/** MSAL is 77 KB gzipped, so it is fetched only where Outlook offers nested app authentication. */
async function startMsal() {
  const address = "../vendor/msal-browser.min.js";
  await import(address);
  const { createNestablePublicClientApplication } = /** @type {any} */ (globalThis).msal;
  const { client_id: clientId, authority } = await config();
  return createNestablePublicClientApplication({
    auth: { clientId, authority },
    cache: { cacheLocation: "localStorage" },
  });
}

/** @type {Promise<{client_id: string, authority: string, scope: string}>|null} */
let configured = null;

/** What the deployment says about its app registration. */
async function config() {
  const { signInConfig } = await import("./api.js");
  configured ??= signInConfig().catch((error) => {
    configured = null;
    throw error;
  });
  return configured;
}

/** Our own sign-in: PKCE between pane and server, so that only this pane can redeem the code. @param {boolean} interactive @returns {Promise<Held>} */
async function inDialog(interactive) {
  if (!interactive) throw new SignInNeeded();
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({ challenge: base64url(new Uint8Array(digest)), locale: locale() });
  const { code } = await openDialog(`${location.origin}/signin/start?${query}`);
  const { redeem } = await import("./api.js");
  const { token: fresh, expires_at } = await redeem({ code, verifier });
  const own = { token: fresh, until: Date.parse(expires_at) };
  remember(own);
  return own;
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A browser may forbid storage to a frame of another site: then the session lasts as long as the pane. @param {Held|null} own */
function remember(own) {
  try {
    if (own) sessionStorage.setItem(OWN, JSON.stringify(own));
    else sessionStorage.removeItem(OWN);
  } catch {
    return;
  }
}

/** @returns {Held|null} */
function remembered() {
  try {
    const own = JSON.parse(sessionStorage.getItem(OWN) ?? "null");
    return own && own.until - EARLY > Date.now() ? own : null;
  } catch {
    return null;
  }
}
