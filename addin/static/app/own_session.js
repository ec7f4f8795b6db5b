/** Our own session after a sign-in in a window, kept for each mailbox where the browser lends its storage. */
import { ApiError, redeem } from "./api.js";
import { profile } from "./office.js";
import { codeFromWindow } from "./windows.js";

/** @typedef {{token: string, until: number, own?: boolean}} Held until in ms since 1970; own: of a sign-in in a window */
/** @typedef {{fresh?: boolean, interactive?: boolean}} How fresh: the last token was refused; interactive: a window may open */

const OWN = "bothways.session:";
const UNAUTHORIZED = 401;
/** A token is renewed before it ends. */
const EARLY_MS = 60_000;
const RANDOM_BYTES = 32;

/** @param {Held} held */
export const lasts = (held) => held.until - EARLY_MS > Date.now();

/** Only the person can change that. */
export const signedOut = () => new ApiError({ status: UNAUTHORIZED, code: "signed_out" });

/**
 * PKCE between pane and server, so that only this pane can redeem the code.
 * @param {How} how
 * @returns {Promise<Held>}
 */
export async function ownSession({ fresh = false, interactive = false }) {
  const kept = fresh ? null : ownKept();
  if (kept) return kept;
  keepOwn(null);
  if (!interactive) throw signedOut();
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({ challenge: base64url(new Uint8Array(digest)) });
  const code = await codeFromWindow(`/signin/start?${query}`, "signin");
  const redeemed = await redeem({ code, verifier });
  const own = { token: redeemed.token, until: Date.parse(redeemed.expires_at), own: true };
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
export function keepOwn(own) {
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
    return own && lasts(own) ? { ...own, own: true } : null;
  } catch {
    return null;
  }
}
