/**
 * Launch events: the add-in's code runs without a pane. Classic Windows runs the script of the manifest's override in a
 * realm without window and DOM; other clients load the runtime's page, hidden.
 */
import { el } from "./dom.js";
import { Page } from "./page.js";
import { compare } from "../office/surface.js";

const LIMIT_MS = 300_000; // Outlook ends a handler after about five minutes
const LONGEST_MESSAGE = 500; // characters
/** The Mailbox set that brought each event ("Event-based activation"). @type {Record<string, string>} */
const SINCE = {
  OnNewMessageCompose: "1.10",
  OnNewAppointmentOrganizer: "1.10",
  OnMessageAttachmentsChanged: "1.11",
  OnAppointmentAttachmentsChanged: "1.11",
  OnMessageRecipientsChanged: "1.11",
  OnAppointmentAttendeesChanged: "1.11",
  OnAppointmentTimeChanged: "1.11",
  OnMessageSend: "1.12",
  OnAppointmentSend: "1.12",
};

/**
 * How a handler ended. allowEvent: false stops the item; errorMessage says why; sendMode: PromptUser where the person may
 * send it all the same.
 * @typedef {{allowEvent?: boolean, errorMessage?: string, sendMode?: string, unassociated?: boolean}} Outcome
 */

/** Whether the client runs such events. @param {import("../office/types.js").Profile} profile @param {string} type */
export function launches({ sets, launches: extra }, type) {
  return extra.includes(type) || (type in SINCE && compare(SINCE[type], sets.Mailbox) <= 0);
}

/**
 * @param {import("../host.js").Host} host @param {import("./manifest.js").LaunchEvent} event
 * @param {import("./snapshot.js").Descriptor} descriptor @returns {Promise<Outcome>}
 */
export async function launch(host, event, descriptor) {
  const item = host.snapshot(descriptor);
  if (!host.pane) host.items.begin(item);
  const { page, end } = host.profile.bareRealm ? inWorker(host, item) : inFrame(host, item);
  let timer = 0;
  const done = new Promise((resolve) => {
    page.ready = () => page.tell("run", { run: item.key, name: event.functionName, type: event.type });
    page.completed = (_run, options) => resolve(outcome(event, options));
    timer = setTimeout(() => resolve(unanswered(event)), LIMIT_MS);
  });
  return /** @type {Promise<Outcome>} */ (done.finally(() => (clearTimeout(timer), end())));
}

/**
 * @param {import("./manifest.js").LaunchEvent} event @param {Outcome} options of `event.completed` @returns {Outcome}
 */
function outcome({ sendMode }, options) {
  const mode = sendMode ? { sendMode } : {};
  const { errorMessage } = options;
  return { ...options, ...mode, ...(errorMessage ? { errorMessage: errorMessage.slice(0, LONGEST_MESSAGE) } : {}) };
}

/**
 * An add-in that does not answer stops an item only in the mode Block.
 * @param {import("./manifest.js").LaunchEvent} event @returns {Outcome}
 */
function unanswered({ functionName, sendMode }) {
  return { allowEvent: sendMode !== "Block", errorMessage: `${functionName} did not end in time.`, sendMode: "" };
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
