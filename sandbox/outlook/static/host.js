/**
 * The host's side of an add-in: it reads the manifest, puts the add-in's page into a cross-origin frame, answers its
 * calls, and tells it what changes. The page's side is office.js.
 *
 * `await mountAddin({container, user, profile, manifestUrl, callbacks, insiders})` gives a Host. Callbacks: getBody(type),
 * setBody(text, type), getRecipients(field), setRecipients(field, list), getSubject, setSubject(text), getAttachments,
 * getAttachmentContent(id), getCategories, addCategories(names), removeCategories(names), setHeaders(headers),
 * appendOnSend(html|null), prependOnSend(html|null), saveDraft() -> id, closed(), notice(text). Any may be
 * missing; the call then fails as an error of the server does. The latest Host is `window.addinHost`, for tests: see `fail` and `delay`.
 */
import { AddressBook } from "./host/address_book.js";
import { Dialogs } from "./host/dialogs.js";
import { el } from "./host/dom.js";
import { Injected } from "./host/injected.js";
import { ItemCalls } from "./host/item_calls.js";
import { launch, launches } from "./host/launch.js";
import { Mail } from "./host/graph.js";
import { buttonsFor, loadManifest } from "./host/manifest.js";
import { Page } from "./host/page.js";
import { CALLS, PageCalls } from "./host/page_calls.js";
import { PROFILES } from "./host/profiles.js";
import { snapshotOf } from "./host/snapshot.js";
import { THEMES, themeNow } from "./host/themes.js";
import { failure } from "./office/results.js";

/** @typedef {import("./host/manifest.js").Manifest} Manifest @typedef {import("./host/page.js").Role} Role */
/**
 * @typedef {{address: string, name: string, timeZone?: string}} User
 * @typedef {Record<string, (...args: any[]) => any>} Callbacks
 */
/**
 * @typedef {import("./host/snapshot.js").Descriptor} Descriptor
 * @typedef {import("./office/types.js").ItemSnapshot} Snapshot
 */

// As Outlook on the web does; without allow-modals: alert, confirm and prompt do nothing.
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";

/**
 * Where the add-in runs and for whom. profile: of PROFILES; insiders: addresses that the organisation's address book has.
 * @typedef {object} Setting
 * @property {HTMLElement} container @property {User} user @property {string} profile @property {Callbacks} callbacks
 * @property {string} [locale] @property {string[]} [insiders]
 */

/**
 * @param {Setting & {manifestUrl: string}} setting
 * @returns {Promise<Host>} rejects with an Error whose message says why there is no add-in
 */
export async function mountAddin({ manifestUrl, locale = navigator.language, ...setting }) {
  const host = new Host(await loadManifest(manifestUrl, locale), { ...setting, locale });
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
  calls = new PageCalls(this);
  /** The mode of the messages that the pane is pinned to. @type {string|null} */
  #pinnedTo = null;
  #key = 0;

  /** @param {Manifest} manifest @param {Setting & {locale: string}} setting */
  constructor(manifest, { container, user, profile, callbacks, locale, insiders = [] }) {
    this.manifest = manifest;
    this.container = container;
    this.user = user;
    this.callbacks = callbacks;
    this.locale = locale;
    this.profile = PROFILES[profile] ?? PROFILES.owa;
    this.book = new AddressBook(this.profile, [user.address, ...insiders]);
    this.dialogs = new Dialogs(container, this.profile.asksBeforeDialogs);
    this.mail = new Mail(user.address, manifest.id);
    this.items = new ItemCalls(callbacks, this.mail, this.book);
    this.heard = (/** @type {MessageEvent} */ event) => void this.#take(event);
    addEventListener("message", this.heard);
    this.darkness = matchMedia("(prefers-color-scheme: dark)");
    this.darkness.addEventListener("change", () => this.setTheme(themeNow()));
  }

  get pinned() {
    return this.#pinnedTo !== null;
  }

  /** Only where client, button and item allow it. */
  set pinned(wanted) {
    if (!wanted) this.#pinnedTo = null;
    else if (this.pinnable) this.#pinnedTo = this.item?.mode ?? null;
  }

  get pinnable() {
    const [button] = this.item ? this.buttons(this.item.kind, this.item.mode) : [];
    return Boolean(this.profile.pinning && button?.pinnable && this.item?.kind === "message");
  }

  /** @param {string} kind @param {string} mode @returns {import("./host/manifest.js").Button[]} */
  buttons(kind, mode) {
    return buttonsFor(this.manifest, kind, mode, this.profile.mobile);
  }

  /**
   * Open the pane on an item, as a press of the add-in's button does.
   * @param {Descriptor} descriptor @param {string} [buttonId]
   */
  async open(descriptor, buttonId) {
    const buttons = this.buttons(descriptor.kind, descriptor.mode);
    const button = buttons.find((one) => one.id === buttonId) ?? buttons[0];
    if (!button) throw new Error(`${this.manifest.name} has no button for this item in this Outlook.`);
    this.#leave();
    this.item = this.snapshot(descriptor);
    this.items.begin(this.item);
    this.#show(button.url);
  }

  /**
   * Another item is chosen, or none, as in an empty folder. Not pinned, the pane closes; pinned, it goes along with
   * messages of the mode that it was pinned in, and stays where there is none. @param {Descriptor|null} descriptor
   */
  async switchTo(descriptor) {
    const fits = !descriptor || (descriptor.kind === "message" && descriptor.mode === this.#pinnedTo);
    if (!this.pinned || !fits) return this.close();
    this.item = descriptor && this.snapshot(descriptor);
    this.items.begin(this.item);
    this.pane?.tell("itemChanged", this.item);
  }

  /** @param {Descriptor} descriptor */
  snapshot(descriptor) {
    return snapshotOf(descriptor, ++this.#key, this.book);
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

  /**
   * Run the add-in's function of a launch event.
   * @param {string} type @param {Descriptor} descriptor
   * @returns {Promise<import("./host/launch.js").Outcome|null>} null where the manifest or the client has no such event
   */
  launch(type, descriptor) {
    const event = this.manifest.events.find((one) => one.type === type);
    return event && launches(this.profile, type) ? launch(this, event, descriptor) : Promise.resolve(null);
  }

  /**
   * For tests: let calls fail.
   * @param {string} name such as `item.getBody` @param {{code: number, name: string, message: string}} error
   * @param {number} [times]
   */
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
    const frame = /** @type {HTMLIFrameElement} */ (
      el("iframe", { class: "addin-page", title: this.manifest.name, sandbox: SANDBOX })
    );
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
    this.#pinnedTo = null;
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
    return /** @type {any} */ (this.calls)[known](page, ...args);
  }
}
