// The pane at the right in which the add-in runs, and what it may do with the item that is shown.
//
// host.js owns the frame and the protocol; a host lives from opening the pane to closing it. An item here is
// `{descriptor, …}` with the functions that the add-in may call on it (see items.js); the callbacks given to the host
// reach the item that is shown at that time.
import { fill, h } from "./dom.js";
import { mark } from "./icons.js";
import { button, empty, notice } from "./ui.js";

const ON_ITEM = [
  "getBody",
  "setBody",
  "getRecipients",
  "setRecipients",
  "getSubject",
  "setSubject",
  "getAttachments",
  "getAttachmentContent",
  "getCategories",
  "addCategories",
  "removeCategories",
  "setHeaders",
  "appendOnSend",
  "prependOnSend",
  "saveDraft",
];
const ON_EVENT = ["getStart", "setStart", "getEnd", "setEnd", "getLocation", "setLocation"];

/** @typedef {import("./types.js").Item} Item @typedef {import("./host.js").Host} Host */

export class AddinPane {
  /** @type {Item|null} */
  item = null;
  /** @type {Host|null} */
  host = null;

  /** @param {import("./types.js").App} app @param {HTMLElement} pane @param {HTMLElement} bar */
  constructor(app, pane, bar) {
    this.app = app;
    this.pane = pane;
    this.bar = bar;
  }

  get isOpen() {
    return !this.pane.hidden;
  }

  /** The bar's button. @param {() => Item} shown gives the item that the pane shall open on */
  button(shown) {
    const made = button("Bothways", null, () => (this.isOpen ? this.close() : this.open(shown())), {
      class: "button addin-button",
      "aria-expanded": this.isOpen,
    });
    made.prepend(mark());
    return made;
  }

  /** @param {Item} item */
  async open(item) {
    this.item = item;
    this.pane.hidden = this.bar.hidden = false;
    this.app.places.stage.classList.add("with-addin");
    this.tellButtons();
    const container = h("div", { class: "addin-frame" });
    /** @type {HTMLButtonElement} */
    const pin = button("Pin", null, () => this.pin(pin), {
      "aria-pressed": "false",
      hidden: true,
      title: "Keep the pane open when another message is shown",
    });
    fill(
      this.pane,
      h(
        "div",
        { class: "addin-head" },
        mark(),
        h("h2", {}, "Bothways"),
        pin,
        button("Close the add-in", "close", () => this.close(), { quiet: true }),
      ),
      container,
    );
    try {
      this.host = await this.mount(container);
      await this.host.open(item.descriptor);
      pin.hidden = !this.host.pinnable;
    } catch (error) {
      fill(container, empty("junk", "The add-in could not be opened", error.message));
    }
  }

  /** @param {HTMLButtonElement} pressed */
  pin(pressed) {
    if (!this.host) return;
    this.host.pinned = !this.host.pinned;
    pressed.setAttribute("aria-pressed", String(this.host.pinned));
  }

  /** @param {HTMLElement} container @param {Record<string, (...args: any[]) => any>} [callbacks] */
  async mount(container, callbacks = this.callbacks()) {
    const { profile, manifestUrl, address, name, timeZone, insiders } = this.app.config;
    if (!manifestUrl) throw new Error("This mailbox has no add-in.");
    const { mountAddin } = await import("./host.js");
    const user = { address, name, timeZone };
    return mountAddin({ container, user, profile, manifestUrl, callbacks, insiders });
  }

  /** The app shows another item, or none. The host closes a pane that is not pinned. @param {Item|null} item */
  follow(item) {
    const same = isSame(this.item, item);
    this.item = item;
    if (!this.isOpen || same) return;
    const { host } = this;
    if (host) this.guard(() => host.switchTo(item?.descriptor ?? null));
    else this.close();
  }

  /**
   * Something of the item being written changed.
   * @param {string} type an EventType of Office.js @param {object} [detail] what its argument says
   */
  changed(type, detail) {
    if (this.isOpen) this.host?.changed(type, detail);
  }

  /**
   * Run what the add-in runs at a launch event, without a pane.
   * @param {string} type `OnNewMessageCompose` … @param {Item} item
   */
  async launch(type, item) {
    if (!this.app.config.manifestUrl) return null;
    /** @type {Host|null} */
    let host = null;
    try {
      host = await this.mount(h("div"), { ...this.callbacks(item), closed: () => {} });
      return await host.launch(type, item.descriptor);
    } catch (error) {
      console.warn(`${type}: ${error.message}`);
      return null;
    } finally {
      host?.close();
    }
  }

  close() {
    if (this.pane.hidden) return;
    const { host } = this;
    const focused = this.pane.contains(document.activeElement);
    this.host = null;
    this.pane.hidden = this.bar.hidden = true;
    this.app.places.stage.classList.remove("with-addin");
    this.tellButtons();
    if (host) this.guard(() => host.close());
    fill(this.pane);
    if (focused) this.buttons[0]?.focus();
  }

  /** @returns {HTMLElement[]} */
  get buttons() {
    return [...document.querySelectorAll(/** @type {"button"} */ (".addin-button"))];
  }

  tellButtons() {
    for (const each of this.buttons)
      each.setAttribute("aria-expanded", String(this.isOpen));
  }

  /** @param {() => unknown} run */
  async guard(run) {
    try {
      await run();
    } catch (error) {
      notice(`Bothways: ${error.message}`, { error: true });
    }
  }

  /** @param {Item|null} [only] the item that they act on; otherwise the one that is shown by then */
  callbacks(only = null) {
    const reach =
      (/** @type {string} */ name) =>
      async (/** @type {any[]} */ ...given) => {
        const item = only ?? this.item;
        if (!item?.[name]) throw new Error(`This item has no ${name}.`);
        return item[name](...given);
      };
    const ofEvent = (only ?? this.item)?.descriptor.kind === "appointment" ? ON_EVENT : [];
    return {
      ...Object.fromEntries([...ON_ITEM, ...ofEvent].map((name) => [name, reach(name)])),
      notice: (/** @type {string} */ text) => notice(text),
      closed: () => this.close(),
    };
  }
}

/**
 * Whether both are of one form, which may be pressed on before it is whole, or one stored item in one mode.
 * @param {Item|null} before @param {Item|null} now
 */
function isSame(before, now) {
  if (!before || !now) return false;
  const [was, is] = [before.descriptor, now.descriptor];
  return (now.form && now.form === before.form) || (is.itemId && is.itemId === was.itemId && is.mode === was.mode);
}
