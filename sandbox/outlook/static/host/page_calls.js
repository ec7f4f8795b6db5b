/** What a page of the add-in may call, beside what is about the open item. */
import { failure } from "../office/results.js";
import { nestedAppAuth } from "./broker.js";
import { THEMES, themeNow } from "./themes.js";

/** @typedef {import("./page.js").Page} Page */

/** Each takes the page that calls, and its arguments. */
export const CALLS = /** @type {const} */ ([
  "hello", "ready", "displayDialog", "closeDialog", "messageParent", "messageChild", "closeContainer", "openBrowserWindow",
  "nestedAppAuth", "identityToken", "masterCategories", "saveRoaming", "completed", "unassociated",
]);

export class PageCalls {
  /** @param {import("../host.js").Host} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {Page} page */
  hello(page) {
    const { manifest, profile, user, locale, item } = this.host;
    return {
      role: page.role,
      profile,
      level: manifest.level,
      extended: manifest.extended,
      locale,
      theme: profile.theme ? THEMES[themeNow()] : null,
      user: { displayName: user.name, emailAddress: user.address, timeZone: user.timeZone ?? "UTC" },
      item: page.role === "pane" ? item : page.item,
      roaming: JSON.parse(localStorage.getItem(this.#roamingKey) ?? "{}"),
      addinId: manifest.id,
    };
  }

  get #roamingKey() {
    return `roaming/${this.host.user.address}/${this.host.manifest.id}`;
  }

  /** @param {Page} _page @param {Record<string, unknown>} values */
  saveRoaming(_page, values) {
    localStorage.setItem(this.#roamingKey, JSON.stringify(values));
  }

  /** @param {Page} page @param {string} url @param {Office.DialogOptions} options */
  displayDialog(page, url, options) {
    return this.host.dialogs.display(page, url, options);
  }

  /** @param {Page} _page @param {number} id */
  closeDialog(_page, id) {
    this.host.dialogs.close(id);
  }

  /** @param {Page} page @param {string|boolean} message @param {string|null} target */
  messageParent(page, message, target) {
    if (page.role === "dialog") this.host.dialogs.toParent(message, page.origin, target);
  }

  /** @param {Page} page @param {number} id @param {string} message */
  messageChild(page, id, message) {
    const answer = { office: "event", name: "parentMessage", value: { message, origin: page.origin } };
    this.host.dialogs.toChild(id, (popup) => popup.postMessage(answer, page.origin));
  }

  closeContainer() {
    this.host.close();
  }

  /** @param {Page} _page @param {string} url */
  openBrowserWindow(_page, url) {
    if (!this.host.profile.sets.OpenBrowserWindowApi) throw failure("InternalServerError");
    window.open(url, "_blank", "noopener");
  }

  /** @param {Page} page @param {any} request */
  nestedAppAuth(page, request) {
    return nestedAppAuth(this.host.user.address, page.origin, request);
  }

  /** Only an Exchange Server still gives them. */
  async identityToken() {
    const { manifest, profile, user } = this.host;
    if (profile.accountType !== "enterprise") throw failure("GenericTokenError");
    const audience = encodeURIComponent(manifest.sourceLocation);
    const answer = await fetch(`/broker/${encodeURIComponent(user.address)}/identity-token?audience=${audience}`);
    return (await answer.json()).token;
  }

  masterCategories() {
    return this.host.mail.categories();
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
