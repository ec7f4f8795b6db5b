/** displayDialogAsync as real windows. Codes are those of the Office dialog API. */
import { OfficeError } from "../office/results.js";
import { el } from "./dom.js";

const CODES = {
  notSameDomain: new OfficeError(12004, "DialogDomainNotTrusted", "The dialog's first page is on another domain than the add-in."),
  notHttps: new OfficeError(12005, "DialogNotHttps", "The address of a dialog must be https."),
  alreadyOpen: new OfficeError(12007, "DialogAlreadyOpened", "A dialog is already open."),
  ignored: new OfficeError(12009, "DialogIgnored", "The person chose to ignore the dialog."),
};
const CLOSED = 12006;
const POLL_MS = 200;

/** @typedef {import("./page.js").Page} Page */

export class Dialogs {
  /** @type {{id: number, popup: Window, page: Page, watch: number}|null} */
  #open = null;
  #last = 0;

  /** @param {HTMLElement} bar where the person is asked @param {boolean} asks */
  constructor(bar, asks) {
    this.bar = bar;
    this.asks = asks;
  }

  /** Whether the window is the open dialog's. @param {any} source */
  has(source) {
    return this.#open !== null && this.#open.popup === source;
  }

  /**
   * @param {Page} page that asks @param {string} url @param {Office.DialogOptions} options @returns {Promise<number>}
   */
  async display(page, url, options) {
    const address = this.#checked(page, url);
    if (this.asks && options.promptBeforeOpen !== false && !(await this.#allowed())) throw CODES.ignored;
    const { width = 80, height = 80 } = options;
    const size = `width=${Math.round((screen.width * width) / 100)},height=${Math.round((screen.height * height) / 100)}`;
    const popup = window.open(address, "_blank", `popup,${size}`);
    if (!popup) throw CODES.ignored;
    const id = ++this.#last;
    const watch = setInterval(() => popup.closed && this.#closed(id), POLL_MS);
    this.#open = { id, popup, page, watch };
    return id;
  }

  /** @param {Page} page @param {string} url */
  #checked(page, url) {
    if (!URL.canParse(url)) throw CODES.notHttps;
    const address = new URL(url);
    const local = address.hostname === "localhost";
    if (address.protocol !== "https:" && !(local && address.protocol === "http:")) throw CODES.notHttps;
    if (address.origin !== page.origin) throw CODES.notSameDomain;
    if (this.#open) throw CODES.alreadyOpen;
    return address.href;
  }

  /** @returns {Promise<boolean>} */
  #allowed() {
    return new Promise((resolve) => {
      const asked = el("div", { class: "addin-ask", role: "alertdialog", "aria-label": "Permission" });
      const button = (/** @type {string} */ label, /** @type {boolean} */ answer) => {
        const made = el("button", { type: "button" }, label);
        made.addEventListener("click", () => (asked.remove(), resolve(answer)));
        return made;
      };
      asked.append("The add-in wants to display a new window.", button("Allow", true), button("Ignore", false));
      this.bar.append(asked);
      asked.querySelector("button")?.focus();
    });
  }

  /** @param {string|boolean} message @param {string} origin of the page in the dialog @param {string|null} target */
  toParent(message, origin, target) {
    if (!this.#open || this.#open.page.origin !== (target ?? origin)) return;
    const { id, page } = this.#open;
    page.tell("dialog", { dialog: id, type: "dialogMessageReceived", message, origin });
  }

  /** @param {number} id @param {(popup: Window) => void} tell */
  toChild(id, tell) {
    if (this.#open?.id === id) tell(this.#open.popup);
  }

  /** The pane closes it: no event. @param {number} id */
  close(id) {
    if (this.#open?.id !== id) return;
    this.#open.popup.close();
    this.#forget();
  }

  /** @param {number} id */
  #closed(id) {
    if (this.#open?.id !== id) return;
    const { page } = this.#open;
    this.#forget();
    page.tell("dialog", { dialog: id, type: "dialogEventReceived", error: CLOSED });
  }

  #forget() {
    clearInterval(this.#open?.watch);
    this.#open = null;
  }
}
