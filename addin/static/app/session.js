/**
 * The bearer token of the API: nested app authentication (MSAL), else the identity token of Exchange Server, else our own
 * session after a sign-in in a window. A way that does not work in this Outlook is left for the next one.
 */
import { ApiError, redeem, signInConfig } from "./api.js";
import { codeFromWindow } from "./windows.js";
import { DialogError, identityToken, profile, supports } from "./office.js";

/** @typedef {{token: string, until: number}} Held until in ms since 1970 */
/** @typedef {{fresh?: boolean, interactive?: boolean}} How fresh: the last token was refused; interactive: a window may open */

const OWN = "bothways.session:";
const UNAUTHORIZED = 401;
/** A token is renewed before it ends. */
const EARLY_MS = 60_000;
/** Shorter than any that Exchange Server gives out. */
const IDENTITY_LASTS_MS = 5 * 60_000;
const RANDOM_BYTES = 32;

/** @type {Held|null} */
let held = null;
/** @type {Promise<Held>|null} */
let asking = null;
/** @type {Promise<any>|null} */
let msal = null;

/**
 * @param {boolean} [fresh] the server refused the last one
 * @returns {Promise<string>}
 * @throws {ApiError} signed_out: only the person can change that
 */
export async function token(fresh = false) {
  if (!fresh && held && held.until - EARLY_MS > Date.now()) return held.token;
  asking ??= acquire({ fresh }).finally(() => (asking = null));
  held = await asking;
  return held.token;
}

/** Sign in, with a window where one is needed. To be called from a click. */
export async function signIn() {
  held = await acquire({ fresh: true, interactive: true });
}

/** @param {How} how @returns {Promise<Held>} */
async function acquire(how) {
  if (supports("NestedAppAuth", "1.1")) {
    const nestedToken = await nested(how).catch(signedOutOrNothing);
    if (nestedToken) return nestedToken;
  }
  if (profile().onPremises) {
    const identity = await identityToken().catch(() => null);
    if (identity) return { token: identity, until: Date.now() + IDENTITY_LASTS_MS };
  }
  return ownSession(how);
}

/**
 * A way that cannot work here is not the end, but one that needs the person, or the network, is; and who closed a window
 * is not asked by another one.
 * @param {any} error
 */
function signedOutOrNothing(error) {
  if (/^user_cancel/.test(error.errorCode)) throw new DialogError("closed", 0); // MSAL spells it in two ways
  if (error instanceof ApiError) throw error;
  return null;
}

const signedOut = () => new ApiError({ status: UNAUTHORIZED, code: "signed_out" });

/** @param {How} how @returns {Promise<Held>} */
async function nested({ fresh = false, interactive = false }) {
  const { scope } = await config();
  msal ??= startMsal();
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
  const address = new URL("vendor/msal-browser.min.js", document.baseURI).href;
  await import(address);
  const { createNestablePublicClientApplication } = /** @type {typeof import("@azure/msal-browser")} */ (
    /** @type {any} */ (globalThis).msal
  );
  const { client_id: clientId, authority } = await config();
  return createNestablePublicClientApplication({
    auth: { clientId, authority },
    cache: { cacheLocation: "localStorage" },
  });
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

/**
 * Our own session; PKCE between pane and server, so that only this pane can redeem the code.
 * @param {How} how
 * @returns {Promise<Held>}
 */
async function ownSession({ fresh = false, interactive = false }) {
  const kept = fresh ? null : ownKept();
  if (kept) return kept;
  keepOwn(null);
  if (!interactive) throw signedOut();
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({ challenge: base64url(new Uint8Array(digest)) });
  const code = await codeFromWindow(`/signin/start?${query}`, "signin");
  const redeemed = await redeem({ code, verifier });
  const own = { token: redeemed.token, until: Date.parse(redeemed.expires_at) };
  keepOwn(own);
  return own;
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** One Outlook may hold several mailboxes. */
const ownKey = () => OWN + profile().address;

/**
 * A browser may forbid storage to a frame of another site: then the session lasts as long as the pane.
 * @param {Held|null} own
 */
function keepOwn(own) {
  try {
    if (own) localStorage.setItem(ownKey(), JSON.stringify(own));
    else localStorage.removeItem(ownKey());
  } catch {
    return;
  }
}

/** @returns {Held|null} */
function ownKept() {
  try {
    const own = JSON.parse(localStorage.getItem(ownKey()) ?? "null");
    return own && own.until - EARLY_MS > Date.now() ? own : null;
  } catch {
    return null;
  }
}
