/** What the pane changes in the open item: the saved draft, what is sent with it. */
/* global Office */
import { asked, supports } from "./office.js";

/** The header that joins a sent mail to its share; the server looks for the same name. */
const SHARE_HEADER = "x-bothways-share";
/** Outlook's mobile log button turns into «View» by this custom property of an appointment. */
const LOGGED = "EventLogged";

const open = () => /** @type {any} */ (Office.context.mailbox.item);

/** Save the draft, so that the server can find it. @returns {Promise<string>} its id */
export function saveDraft() {
  return asked((done) => open().saveAsync(done));
}

/**
 * Put a key on the draft, which travels with the mail as a header (Mailbox 1.8); without it the server follows the draft.
 * @param {string|null} key null: take it off again
 */
export async function setShareOnSend(key) {
  const { internetHeaders } = open();
  if (!supports("Mailbox", "1.8") || !internetHeaders) return;
  if (key) await asked((done) => internetHeaders.setAsync({ [SHARE_HEADER]: key }, done));
  else await asked((done) => internetHeaders.removeAsync([SHARE_HEADER], done));
}

/** Tell Outlook's mobile apps that the appointment is logged. @param {boolean} logged */
export async function markLogged(logged) {
  const properties = await asked((done) => open().loadCustomPropertiesAsync(done));
  if (logged) properties.set(LOGGED, true);
  else properties.remove(LOGGED);
  await asked((done) => properties.saveAsync(done));
}
