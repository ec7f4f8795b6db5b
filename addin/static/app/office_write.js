/** What the pane changes in the open item: categories, the saved draft, what is sent with it. */
/* global Office */
import { asked, supports } from "./office.js";

/** Longest value of all custom properties of an item together, in characters. */
export const CUSTOM_PROPERTIES_MAX = 2500;
const SHARE = "bothways-share";

const open = () => /** @type {any} */ (Office.context.mailbox.item);

/** Save the draft, so that the server can find it. @returns {Promise<string>} its id */
export function saveDraft() {
  return asked((done) => open().saveAsync(done));
}

/**
 * Remember with the draft what is to be shared when it is sent: a custom property, which never reaches the recipients.
 * @param {object|null} wish null: do not share
 */
export async function setShareOnSend(wish) {
  const properties = await asked((done) => open().loadCustomPropertiesAsync(done));
  if (wish) properties.set(SHARE, JSON.stringify(wish));
  else properties.remove(SHARE);
  await asked((done) => properties.saveAsync(done));
}

/** @returns {Promise<any|null>} what `setShareOnSend` kept */
export async function shareOnSend() {
  const properties = await asked((done) => open().loadCustomPropertiesAsync(done));
  const kept = properties.get(SHARE);
  return kept ? JSON.parse(kept) : null;
}

/** @param {string|null} html at most 5,000 characters; null takes it back */
export async function appendOnSend(html) {
  if (!supports("Mailbox", "1.9")) return false;
  const form = { coercionType: Office.CoercionType.Html };
  await asked((done) => open().body.appendOnSendAsync(html, form, done));
  return true;
}

/** The item's categories, where the client has them (Mailbox 1.8). */
export const categories = {
  supported: () => supports("Mailbox", "1.8") && Boolean(open()?.categories),
  /** @returns {Promise<string[]>} */
  async names() {
    const found = await asked((done) => open().categories.getAsync(done));
    return (found ?? []).map((/** @type {{displayName: string}} */ one) => one.displayName);
  },
  /** @param {string[]} names each must be in the mailbox's master list */
  add: (names) => asked((done) => open().categories.addAsync(names, done)),
  /** @param {string[]} names */
  remove: (names) => asked((done) => open().categories.removeAsync(names, done)),
};
