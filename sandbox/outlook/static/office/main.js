/** Asks the host page who is here, has `Office` built for that client, and tells `onReady`. */
import { build } from "./build.js";
import { Channel } from "./channel.js";
import { enums } from "./enums.js";

const HELLO_MS = 3000; // a page that nobody hosts learns so after this time

/** @returns {any} the window of the host: around the pane, or that which opened the dialog */
function hostWindow() {
  if (window.parent !== window) return window.parent;
  return window.opener;
}

/** A page of launch events associates its functions by scripts that may be read after this one. */
async function everyScriptIsRead() {
  if (document.readyState !== "loading") return;
  await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

/** @param {import("./build.js").Globals} globals */
async function start(globals) {
  const host = hostWindow();
  const nobody = new Promise((resolve) => setTimeout(resolve, HELLO_MS, null));
  const channel = host && new Channel(host, new URL(import.meta.url).origin);
  const hello = channel && (await Promise.race([channel.call("hello", location.href), nobody]));
  if (hello) build(globals, channel, hello);
  else Object.assign(globals.Office, enums, { context: { requirements: { isSetSupported: () => false } } });
  const nowhere = { host: null, platform: null };
  globals.officeReady(hello ? { host: enums.HostType.Outlook, platform: hello.profile.platform } : nowhere);
  if (hello?.role !== "launch") return;
  await everyScriptIsRead();
  void channel.call("ready");
}

await start(/** @type {any} */ (globalThis));
