/**
 * Launch events: the add-in's code runs without a pane. Classic Windows runs the script of the manifest's override in a
 * realm without window and DOM; other clients load the runtime's page, hidden.
 */
import { el } from "./dom.js";
import { Page } from "./page.js";
import { snapshotOf } from "./snapshot.js";

const LIMIT_MS = 300_000; // Outlook ends a handler after about five minutes
const LAUNCH_KEYS = 1_000_000_000; // item keys of launches; those of panes count from 1
let last = LAUNCH_KEYS;

/**
 * @param {import("../host.js").Host} host @param {import("./manifest.js").LaunchEvent} event
 * @param {import("./snapshot.js").Descriptor} descriptor @returns {Promise<object>} the options of `event.completed`
 */
export async function launch(host, event, descriptor) {
  const item = snapshotOf(descriptor, ++last);
  if (!host.pane) host.items.begin(item);
  const { page, end } = host.profile.bareRealm ? inWorker(host, item) : inFrame(host, item);
  const done = new Promise((resolve, reject) => {
    page.ready = () => page.tell("run", { run: item.key, name: event.functionName, type: event.type });
    page.completed = (_run, options) => resolve(options);
    setTimeout(() => reject(new Error(`${event.functionName} did not end in time.`)), LIMIT_MS);
  });
  return /** @type {Promise<object>} */ (done.finally(end));
}

/** @param {import("../host.js").Host} host @param {import("../office/types.js").ItemSnapshot} item */
function inWorker(host, item) {
  const worker = new Worker("/owa/host/realm.js", { name: host.manifest.runtime.script });
  const page = new Page("launch", () => worker, null, item);
  const origin = new URL(host.manifest.runtime.script).origin;
  Object.defineProperty(page, "origin", { value: origin });
  worker.onmessage = ({ data }) => {
    if (data?.office === "call") void page.answer(data.id, () => host.perform(page, data.name, data.args));
  };
  return { page, end: () => worker.terminate() };
}

/** @param {import("../host.js").Host} host @param {import("../office/types.js").ItemSnapshot} item */
function inFrame(host, item) {
  const frame = /** @type {HTMLIFrameElement} */ (el("iframe", { hidden: "", title: host.manifest.name }));
  const address = new URL(host.manifest.runtime.html);
  frame.src = address.href;
  document.body.append(frame);
  const page = host.addPage(new Page("launch", () => frame.contentWindow, address.origin, item));
  const end = () => (frame.remove(), void host.pages.delete(page));
  return { page, end };
}
