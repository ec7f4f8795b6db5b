/** `Office.context.ui`: dialogs, the pane itself, browser windows. */
import { deliver, failure, split } from "./results.js";

/** @typedef {import("./surface.js").Client} Client */

/** @param {Client} client @returns {any} */
export function uiOf(client) {
  const { channel, hello } = client;
  if (hello.role === "dialog") return dialogSide(channel);
  /** @type {Record<string, Function>} */
  const ui = { displayDialogAsync: (/** @type {any[]} */ ...args) => displayDialog(channel, args) };
  if (client.isSetSupported("Mailbox", "1.5")) ui.closeContainer = () => void channel.call("closeContainer");
  if (client.isSetSupported("OpenBrowserWindowApi", "1.1")) {
    ui.openBrowserWindow = (/** @type {string} */ url) => void channel.call("openBrowserWindow", url);
  }
  return ui;
}

/** @param {import("./channel.js").Channel} channel */
function dialogSide(channel) {
  return {
    messageParent(/** @type {any} */ message, /** @type {any} */ options = {}) {
      if (typeof message !== "string" && typeof message !== "boolean") throw failure("InvalidParameterValueError");
      void channel.call("messageParent", message, options.targetOrigin ?? null);
    },
    addHandlerAsync(/** @type {string} */ type, /** @type {(argument: object) => void} */ handler, /** @type {any[]} */ ...rest) {
      channel.on("parentMessage", (detail) => setTimeout(() => handler({ type, ...detail }), 0));
      const { options, callback } = split(rest, 0);
      deliver(Promise.resolve(), options.asyncContext, callback);
    },
  };
}

/** @param {import("./channel.js").Channel} channel @param {any[]} args url, options, callback */
function displayDialog(channel, args) {
  const { own, options, callback } = split(args, 1);
  /** @type {Map<string, (argument: object) => void>} */
  const handlers = new Map();
  const work = channel.call("displayDialog", own[0], { ...options, asyncContext: undefined }).then((id) => {
    channel.on("dialog", (/** @type {any} */ { dialog, type, ...argument }) => {
      const handler = handlers.get(type);
      if (dialog === id && handler) setTimeout(() => handler({ type, ...argument }), 0);
    });
    return dialogObject(channel, id, handlers);
  });
  deliver(work, options.asyncContext, callback);
}

/** @param {import("./channel.js").Channel} channel @param {number} id @param {Map<string, (argument: object) => void>} handlers */
function dialogObject(channel, id, handlers) {
  return {
    close: () => void channel.call("closeDialog", id),
    messageChild: (/** @type {string} */ message) => void channel.call("messageChild", id, message),
    addEventHandler: (/** @type {string} */ type, /** @type {(argument: object) => void} */ handler) => void handlers.set(type, handler),
  };
}
