/** Sign-ins in a window of Outlook: they begin at our own server and end with a one-time code. */
import { ApiError } from "./api.js";
import { openDialog } from "./office.js";

/**
 * @param {string} path of our server, or its whole address
 * @param {string} type what the message that ends it is called
 * @returns {Promise<string>} the one-time code
 * @throws {import("./office.js").DialogError} closed, blocked or failed
 * @throws {ApiError} window_refused: the server, or the other side, says why not
 */
export async function codeFromWindow(path, type) {
  const said = await openDialog(new URL(path, location.origin).href);
  if (said?.type === type && said.code) return said.code;
  throw new ApiError({ code: "window_refused", detail: said?.detail ?? "" });
}
