/**
 * The host's side of an add-in: it reads the manifest, puts the add-in's page into a cross-origin frame, answers its
 * calls, and tells it what changes. The page's side is office.js.
 *
 * `await mountAddin({container, user, profile, manifestUrl, callbacks})` gives a Host. Callbacks: getBody(type),
 * setBody(text, type), getRecipients(field), setRecipients(field, list), getSubject, setSubject(text), getAttachments,
 * getAttachmentContent(id), getCategories, addCategories(names), removeCategories(names), setHeaders(headers),
 * appendOnSend(html|null), saveDraft() -> id, closed(), notice(text). Any may be missing; the call then fails as an
 * error of the server does. The latest Host is `window.addinHost`, for tests: see `fail` and `delay`.
 */
import { nestedAppAuth } from "./host/broker.js";
import { Dialogs } from "./host/dialogs.js";
import { el } from "./host/dom.js";
import { Injected } from "./host/injected.js";
import { ItemCalls } from "./host/item_calls.js";
import { launch } from "./host/launch.js";
import { Mail } from "./host/graph.js";
import { buttonsFor, loadManifest } from "./host/manifest.js";
import { Page } from "./host/page.js";
import { PROFILES } from "./host/profiles.js";
import { snapshotOf } from "./host/snapshot.js";
import { THEMES, themeNow } from "./host/themes.js";
import { failure } from "./office/results.js";

/** @typedef {import("./host/manifest.js").Manifest} Manifest @typedef {import("./host/page.js").Role} Role */
/** @typedef {{address: string, name: string, timeZone?: string}} User @typedef {Record<string, (...args: any[]) => any>} Callbacks */
/** @typedef {import("./host/snapshot.js").Descriptor} Descriptor @typedef {import("./office/types.js").ItemSnapshot} Snapshot */

/** What an add-in's page may call, beside `item.…`. */
const CALLS = /** @type {const} */ ([
  "hello", "ready", "displayDialog", "closeDialog", "messageParent", "messageChild", "closeContainer", "openBrowserWindow",
  "nestedAppAuth", "identityToken", "saveRoaming", "completed", "unassociated",
]);
// As Outlook on the web does; without allow-modals: alert, confirm and prompt do nothing.
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";

/**
 * @param {{container: HTMLElement, user: User, profile: string, manifestUrl: string, callbacks: Callbacks, locale?: string}} options
 * @returns {Promise<Host>} rejects with an Error whose message says why there is no add-in
 */
export async function mountAddin({ container, user, profile, manifestUrl, callbacks, locale = navigator.language }) {
  const manifest = await loadManifest(manifestUrl, locale);
  const host = new Host({ container, user, profile, manifest, callbacks, locale });
  Object.assign(window, { addinHost: host });
  return host;
}

export class Host {
  injected = new Injected();
  /** @type {Set<Page>} */
  pages = new Set();
  /** @type {Page|null} */
  pane = null;
  /** @type {Snapshot|null} */
  item = null;
  #pinned = false;
  #key = 0;

  /** @param {{container: HTMLElement, user: User, profile: string, manifest: Manifest, callbacks: Callbacks, locale: string}} options */
  constructor({ container, user, profile, manifest, callbacks, locale }) {
    this.container = container;
    this.user = user;
    this.manifest = manifest;
    this.callbacks = callbacks;
    this.locale = locale;
    this.profile = PROFILES[profile] ?? PROFILES.owa;
    this.dialogs = new Dialogs(container, this.profile.asksBeforeDialogs);
    this.items = new ItemCalls(callbacks, new Mail(user.address, manifest.id));
    this.heard = (/** @type {MessageEvent} */ event) => void this.#take(event);
    addEventListener("message", this.heard);
    this.darkness = matchMedia("(prefers-color-scheme: dark)");
    this.darkness.addEventListener("change", () => this.setTheme(themeNow()));
  }

  get pinned() {
    return this.#pinned;
  }

  /** Only where client, button and item allow it; a pinned pane of a message does not go along to an appointment. */
  set pinned(wanted) {
    this.#pinned = wanted && this.pinnable;
  }

  get pinnable() {
    const [button] = this.item ? this.buttons(this.item.kind, this.item.mode) : [];
    return Boolean(this.profile.pinning && button?.pinnable && this.item?.kind === "message");
  }

  /** @param {string} kind @param {string} mode @returns {import("./host/manifest.js").Button[]} */
  buttons(kind, mode) {
    return buttonsFor(this.manifest, kind, mode, this.profile.mobile);
  }

  /** Open the pane on an item, as a press of the add-in's button does. @param {Descriptor} descriptor @param {string} [buttonId] */
  async open(descriptor, buttonId) {
    const buttons = this.buttons(descriptor.kind, descriptor.mode);
    const button = buttons.find((one) => one.id === buttonId) ?? buttons[0];
    if (!button) throw new Error(`${this.manifest.name} has no button for this item in this Outlook.`);
    this.#leave();
    this.item = snapshotOf(descriptor, ++this.#key);
    this.items.begin(this.item);
    this.#show(button.url);
  }

  /** Another item is chosen, or none. Not pinned: the pane closes. @param {Descriptor|null} descriptor */
  async switchTo(descriptor) {
    const stays = this.pinned && (descriptor === null || (descriptor.kind === "message" && descriptor.mode === this.item?.mode));
    if (!stays) return this.close();
    this.item = descriptor && snapshotOf(descriptor, ++this.#key);
    this.items.begin(this.item);
    this.pane?.tell("itemChanged", this.item);
  }

  close() {
    this.#leave();
    removeEventListener("message", this.heard);
    this.container.replaceChildren();
    this.callbacks.closed?.();
  }

  /** @param {"light"|"dark"} name */
  setTheme(name) {
    if (this.profile.theme) this.pane?.tell("themeChanged", THEMES[name]);
  }

  /** People, files or times of the draft changed. @param {string} type an EventType value @param {object} [detail] */
  changed(type, detail = {}) {
    if (this.item) this.pane?.tell("itemEvent", { key: this.item.key, type, detail });
  }

  /** Run the add-in's function of a launch event. @param {string} type @param {Descriptor} descriptor @returns {Promise<object|null>} what it completed with; null without one */
  launch(type, descriptor) {
    const event = this.manifest.events.find((one) => one.type === type);
    return event ? launch(this, event, descriptor) : Promise.resolve(null);
  }

  /** For tests: let calls fail. @param {string} name such as `item.getBody` @param {{code: number, name: string, message: string}} error @param {number} [times] */
  fail(name, error, times = 1) {
    this.injected.add(name, error, times);
  }

  /** For tests: answer later. @param {number} ms */
  delay(ms) {
    this.injected.delay = ms;
  }

  /** @param {string} url */
  #show(url) {
    const { hostName, platform, version } = this.profile;
    const address = new URL(url);
    address.searchParams.set("_host_Info", ["Outlook", platform, hostName, version, this.locale].join("$"));
    const frame = /** @type {HTMLIFrameElement} */ (el("iframe", { class: "addin-page", title: this.manifest.name, sandbox: SANDBOX }));
    frame.src = address.href;
    this.container.replaceChildren(frame);
    this.pane = this.addPage(new Page("pane", () => frame.contentWindow, address.origin, this.item));
  }

  /** @param {Page} page */
  addPage(page) {
    this.pages.add(page);
    return page;
  }

  #leave() {
    if (this.pane) this.pages.delete(this.pane);
    this.pane = null;
    this.item = null;
  }

  /** @param {MessageEvent} event */
  async #take(event) {
    const { office, id, name, args } = event.data ?? {};
    if (office !== "call") return;
    const page = this.pageOf(event);
    if (page) page.answer(id, () => this.perform(page, name, args));
  }

  /** Who sent it: a page of the add-in in one of our frames, or in the open dialog. @param {MessageEvent} event */
  pageOf(event) {
    const known = [...this.pages].find((page) => page.is(event.source, event.origin));
    if (known || !this.dialogs.has(event.source) || !this.#trusts(event.origin)) return known;
    return new Page("dialog", () => /** @type {Window} */ (event.source), event.origin, null);
  }

  /** @param {string} origin */
  #trusts(origin) {
    return origin === this.pane?.origin || this.manifest.appDomains.includes(origin);
  }

  /** @param {Page} page @param {string} name @param {any[]} args @returns {Promise<any>} */
  async perform(page, name, args) {
    await this.injected.pass(name);
    if (name.startsWith("item.")) {
      const [key, ...rest] = args;
      const open = page.role === "launch" ? page.item : this.item;
      if (key !== open?.key) throw failure("APICallFailedDueToItemChange");
      return this.items.call(name.slice("item.".length), rest);
    }
    const known = CALLS.find((one) => one === name);
    if (!known) throw failure("InternalServerError", `The host has no ${name}.`);
    return /** @type {any} */ (this)[known](page, ...args);
  }

  /** @param {Page} page */
  hello(page) {
    const { manifest, profile, user, locale } = this;
    return {
      role: page.role,
      profile,
      level: manifest.level,
      extended: manifest.extended,
      locale,
      theme: profile.theme ? THEMES[themeNow()] : null,
      user: { displayName: user.name, emailAddress: user.address, timeZone: user.timeZone ?? "UTC" },
      item: page.role === "pane" ? this.item : page.item,
      roaming: JSON.parse(localStorage.getItem(this.#roamingKey) ?? "{}"),
      addinId: manifest.id,
    };
  }

  get #roamingKey() {
    return `roaming/${this.user.address}/${this.manifest.id}`;
  }

  /** @param {Page} _page @param {Record<string, unknown>} values */
  saveRoaming(_page, values) {
    localStorage.setItem(this.#roamingKey, JSON.stringify(values));
  }

  /** @param {Page} page @param {string} url @param {any} options */
  displayDialog(page, url, options) {
    return this.dialogs.display(page, url, options);
  }

  /** @param {Page} _page @param {number} id */
  closeDialog(_page, id) {
    this.dialogs.close(id);
  }

  /** @param {Page} page @param {string|boolean} message @param {string|null} target */
  messageParent(page, message, target) {
    if (page.role === "dialog") this.dialogs.toParent(message, page.origin, target);
  }

  /** @param {Page} page @param {number} id @param {string} message */
  messageChild(page, id, message) {
    const answer = { office: "event", name: "parentMessage", value: { message, origin: page.origin } };
    this.dialogs.toChild(id, message, (popup) => popup.postMessage(answer, page.origin));
  }

  closeContainer() {
    this.close();
  }

  /** @param {Page} _page @param {string} url */
  openBrowserWindow(_page, url) {
    if (!this.profile.sets.OpenBrowserWindowApi) throw failure("InternalServerError");
    window.open(url, "_blank", "noopener");
  }

  /** @param {Page} page @param {any} request */
  nestedAppAuth(page, request) {
    return nestedAppAuth(this.user.address, page.origin, request);
  }

  /** Only an Exchange Server still gives them. */
  async identityToken() {
    if (this.profile.accountType !== "enterprise") throw failure("GenericTokenError");
    const audience = encodeURIComponent(this.manifest.sourceLocation);
    const answer = await fetch(`/broker/${encodeURIComponent(this.user.address)}/identity-token?audience=${audience}`);
    return (await answer.json()).token;
  }

  /** @param {Page} page */
  ready(page) {
    page.ready?.();
  }

  /** @param {Page} page @param {number} run @param {object} options */
  completed(page, run, options) {
    page.completed?.(run, options);
  }

  /** @param {Page} page @param {number} run */
  unassociated(page, run) {
    page.completed?.(run, { allowEvent: true, unassociated: true });
  }
}
