/** What the pane changes in the open item: the saved draft, what is sent with it. */
/* global Office */
import { ApiError } from "./api.js";
import { asked, supports } from "./office.js";

/** @typedef {import("./types.js").Item} Item */

/** The header that joins a sent mail to its share; the server looks for the same name. */
const SHARE_HEADER = "x-bothways-share";
/** Outlook's mobile log button turns into «View» by this custom property of an appointment. */
const LOGGED = "EventLogged";

/**
 * One call on the item that the person acted on. In a pinned pane another one may be open by now, and Outlook would take
 * the call for that.
 * @template T
 * @param {Item} item
 * @param {(open: any, done: (result: Office.AsyncResult<T>) => void) => void} call
 * @returns {Promise<T>}
 * @throws {ApiError} item_changed
 */
async function on({ office }, call) {
  const still = () => {
    if (Office.context.mailbox.item !== office) throw new ApiError({ code: "item_changed" });
  };
  still();
  // Outlook may refuse it by itself (9030), or do it.
  return asked((/** @type {(result: Office.AsyncResult<T>) => void} */ done) => call(office, done)).finally(still);
}

/** Save the draft, so that the server can find it. @param {Item} item @returns {Promise<string>} its id */
export function saveDraft(item) {
  return on(item, (open, done) => open.saveAsync(done));
}

/**
 * Put a key on the draft, which travels with the mail as a header (Mailbox 1.8); without it the server follows the draft.
 * @param {Item} item
 * @param {string|null} key null: take it off again
 */
export async function setShareOnSend(item, key) {
  if (!supports("Mailbox", "1.8") || !item.office.internetHeaders) return;
  await on(item, ({ internetHeaders }, done) => {
    if (key) internetHeaders.setAsync({ [SHARE_HEADER]: key }, done);
    else internetHeaders.removeAsync([SHARE_HEADER], done);
  });
}

/** Tell Outlook's mobile apps that the appointment is logged. @param {Item} item @param {boolean} logged */
export async function markLogged(item, logged) {
  const properties = /** @type {any} */ (await on(item, (open, done) => open.loadCustomPropertiesAsync(done)));
  if (logged) properties.set(LOGGED, true);
  else properties.remove(LOGGED);
  await on(item, (_, done) => properties.saveAsync(done));
}
