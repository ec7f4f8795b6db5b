/** `Office.context.ui`: dialogs, the pane itself, browser windows. */
import { ArgumentError } from "./arguments.js";
import { method, property } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client @typedef {import("./channel.js").Channel} Channel */
/** @typedef {import("./members.js").Table<Office.UI>} Members */
/** @typedef {(argument: any) => void} Handler */

/** @param {Client} client @returns {Office.UI} */
export function uiOf(client) {
  const { channel, hello } = client;
  if (hello.role === "dialog") return client.surface("ui", dialogSide(channel));
  /** @type {Members} */
  const windows = client.isSetSupported("OpenBrowserWindowApi", "1.1")
    ? { openBrowserWindow: property("1.1", "Restricted", (url) => void channel.call("openBrowserWindow", url)) }
    : {};
  return client.surface("ui", {
    displayDialogAsync: method("1.4", "Restricted", 1, (url, options) => displayDialog(channel, url, options)),
    closeContainer: property("1.5", "Restricted", () => void channel.call("closeContainer")),
    ...windows,
  });
}

/** @param {Channel} channel @returns {Members} */
function dialogSide(channel) {
  return {
    messageParent: property("1.4", "Restricted", (message, options) => {
      if (!["string", "boolean"].includes(typeof message)) throw new ArgumentError("ArgumentType", "messageToParent");
      void channel.call("messageParent", message, options?.targetOrigin ?? null);
    }),
    addHandlerAsync: method("1.4", "Restricted", 2, (type, handler) => {
      channel.on("parentMessage", (detail) => setTimeout(() => handler({ type, ...detail }), 0));
    }),
  };
}

/**
 * @param {Channel} channel @param {string} url @param {Office.DialogOptions} options
 * @returns {Promise<Office.Dialog>}
 */
async function displayDialog(channel, url, { asyncContext: _, ...options }) {
  /** @type {Map<string, Handler>} */
  const handlers = new Map();
  const id = await channel.call("displayDialog", url, options);
  channel.on("dialog", (/** @type {any} */ { dialog, type, ...argument }) => {
    const handler = handlers.get(type);
    if (dialog === id && handler) setTimeout(() => handler({ type, ...argument }), 0);
  });
  return dialogObject(channel, id, handlers);
}

/** @param {Channel} channel @param {number} id @param {Map<string, Handler>} handlers @returns {Office.Dialog} */
function dialogObject(channel, id, handlers) {
  const tell = (/** @type {string} */ message) => void channel.call("messageChild", id, message);
  return {
    close: () => void channel.call("closeDialog", id),
    messageChild: tell,
    sendMessage: tell,
    addEventHandler: (type, handler) => void handlers.set(String(type), handler),
  };
}
