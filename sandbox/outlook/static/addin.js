// The pane at the right in which the add-in runs, and what it may do with the item that is shown.
//
// host.js owns the frame and the protocol. An item here is `{descriptor, …}` with the functions that the add-in may
// call on it (see items.js); the callbacks given to the host reach the item that is shown at that time.
import { fill, h } from "./dom.js";
import { mark } from "./icons.js";
import { button, empty, notice } from "./ui.js";

const ON_ITEM = [
  "getBody", "setBody", "getRecipients", "setRecipients", "getSubject", "setSubject", "getAttachments", "getAttachmentContent",
  "getCategories", "addCategories", "removeCategories", "setHeaders", "appendOnSend", "saveDraft",
];

export class AddinPane {
  constructor(app, pane, bar) {
    this.app = app;
    this.pane = pane;
    this.bar = bar;
    this.item = null;
    this.host = null;
  }

  get isOpen() {
    return !this.pane.hidden;
  }

  /** The bar's button. shown: gives the item that the pane shall open on. */
  button(shown) {
    const made = button("Bothways", null, () => (this.isOpen ? this.close() : this.open(shown())), { class: "button addin-button", "aria-expanded": this.isOpen });
    made.prepend(mark());
    return made;
  }

  async open(item) {
    this.item = item;
    this.pane.hidden = this.bar.hidden = false;
    this.app.places.stage.classList.add("with-addin");
    this.tellButtons();
    const host = await this.mounted();
    if (host && this.isOpen) await this.guard(() => host.open(item.descriptor));
  }

  async mounted() {
    if (this.host) return this.host;
    const container = h("div", { class: "addin-frame" });
    fill(this.pane, this.head(), container);
    try {
      const { mountAddin } = await import("./host.js");
      const { profile, manifestUrl, address, name, timeZone } = this.app.config;
      this.host = await mountAddin({ container, user: { address, name, timeZone }, profile, manifestUrl, callbacks: this.callbacks() });
    } catch (error) {
      fill(container, empty("junk", "The add-in could not be opened", error.message));
    }
    return this.host;
  }

  head() {
    const pin = button("Pin", null, () => {
      if (this.host) this.host.pinned = !this.host.pinned;
      pin.setAttribute("aria-pressed", String(Boolean(this.host?.pinned)));
    }, { "aria-pressed": "false", title: "Keep the pane open when another message is shown" });
    return h("div", { class: "addin-head" }, mark(), h("h2", {}, "Bothways"), pin, button("Close the add-in", "close", () => this.close(), { quiet: true }));
  }

  /** The app shows another item, or none: a pinned pane goes along with messages, any other closes. */
  follow(item) {
    const before = this.item?.descriptor;
    this.item = item;
    if (!this.isOpen || !this.host) return;
    const now = item?.descriptor;
    if (now && before && now.mode === before.mode && now.itemId && now.itemId === before.itemId) return;
    const stays = this.host.pinned && before?.mode !== "compose" && (now?.kind ?? "message") === "message";
    if (stays) this.guard(() => this.host.switchTo(now ?? null));
    else this.close();
  }

  close() {
    if (this.pane.hidden) return;
    this.pane.hidden = this.bar.hidden = true;
    this.app.places.stage.classList.remove("with-addin");
    this.tellButtons();
    if (this.host) this.guard(() => this.host.close());
    this.host = null;
    fill(this.pane);
  }

  tellButtons() {
    for (const each of document.querySelectorAll(".addin-button")) each.setAttribute("aria-expanded", String(this.isOpen));
  }

  async guard(run) {
    try {
      await run();
    } catch (error) {
      notice(`Bothways: ${error.message}`, { error: true });
    }
  }

  callbacks() {
    const reach = (name) => async (...given) => {
      if (!this.item?.[name]) throw new Error(`This item has no ${name}.`);
      return this.item[name](...given);
    };
    return {
      ...Object.fromEntries(ON_ITEM.map((name) => [name, reach(name)])),
      openDialogNotice: (text) => notice(text),
      notice: (text) => notice(text),
      closed: () => this.close(),
    };
  }
}
