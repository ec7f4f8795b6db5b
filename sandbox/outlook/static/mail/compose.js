// A message being written. It becomes a draft when it is saved, gets an attachment, or the add-in asks for its id.
import { h } from "../dom.js";
import { part, patch, post, remove } from "../graph.js";
import { person } from "../items.js";
import { Recipients, asGraph, recipientsChanged } from "../recipients.js";
import { ask, attempt, button, notice } from "../ui.js";
import { Files } from "./attaching.js";
import { composeItem } from "./compose_item.js";
import { Editor } from "./editor.js";

/** @typedef {{before: string, after: string}} Added HTML */

export class Compose {
  sending = false;
  hadHeaders = false;
  before = "";
  /** @type {Promise<string>|null} */
  saving = null;

  /** @param {import("./mail.js").Mail} mail @param {import("../types.js").Draft} draft */
  constructor(mail, draft) {
    this.mail = mail;
    this.draft = draft;
    this.id = draft.id;
    /** @type {Record<"launch"|"pane", Record<string, string>>} */
    this.headers = { launch: {}, pane: {} }; // set by the add-in without and with its pane
    /** @type {Added} */
    this.added = { before: "", after: "" }; // by the add-in, when the message is sent
    this.editor = new Editor("Message text", { submit: () => this.send() });
    const people = (/** @type {"toRecipients"|"ccRecipients"|"bccRecipients"} */ name) => (draft[name] ?? []).map(person);
    const changed = (/** @type {string} */ field) => () => recipientsChanged(mail.app.addin, ["to", "cc", "bcc"], field);
    this.to = new Recipients("To", people("toRecipients"), changed("to"));
    this.cc = new Recipients("Cc", people("ccRecipients"), changed("cc"));
    this.bcc = new Recipients("Bcc", people("bccRecipients"), changed("bcc"));
    this.subject = h("input", {
      type: "text",
      id: "subject",
      value: draft.subject ?? "",
      maxlength: 255,
      autocomplete: "off",
      onKeydown: (event) => this.key(event),
    });
    this.files = new Files(this, draft.attachmentList ?? []);
  }

  async open() {
    this.mail.reading.shown = null;
    this.mail.detail(this.page());
    await this.editor.ready;
    const { body } = this.draft;
    if (body.contentType === "html") this.editor.setHtml(body.content);
    else this.editor.setText(body.content);
    if (this.draft.fresh) this.editor.setHtml(`<div><br></div><div><br></div>${this.editor.html()}`);
    this.before = this.state();
    if (this.to.list.length) this.editor.focus();
    else this.to.input.focus();
    this.mail.app.addin.launch("OnNewMessageCompose", this.item());
  }

  page() {
    const copies = [this.cc, this.bcc];
    for (const each of copies) each.node.hidden = !each.list.length;
    /** @type {HTMLButtonElement} */
    const more = button(
      "Cc and Bcc",
      null,
      () => {
        for (const each of copies) each.node.hidden = false;
        more.closest(".field")?.remove();
        this.cc.input.focus();
      },
      { class: "button link" },
    );
    return h(
      "form",
      { class: "compose", "aria-label": "New message", onSubmit: (event) => event.preventDefault() },
      h(
        "div",
        { class: "bar", role: "toolbar", "aria-label": "Message" },
        button("Send", "sent", () => this.send(), { main: true, title: "Send (Ctrl+Enter)" }),
        this.files.button(),
        button("Discard", "deleted", () => this.discard(), { quiet: true }),
        this.editor.bar,
        h("span", { class: "gap" }),
        this.mail.app.addin.button(() => this.item()),
      ),
      this.to.node,
      this.cc.node,
      this.bcc.node,
      copies.every((each) => each.node.hidden) && h("div", { class: "field" }, h("span"), more),
      h("div", { class: "field" }, h("label", { for: "subject" }, "Subject"), this.subject),
      this.files.node,
      this.editor.frame,
    );
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") this.send();
  }

  item() {
    return composeItem(this);
  }

  state() {
    return JSON.stringify([this.to.list, this.cc.list, this.bcc.list, this.subject.value, this.editor.html()]);
  }

  /** @param {Added} [added] what the add-in puts before and after the text */
  body({ before, after } = { before: "", after: "" }) {
    const headers = Object.entries({ ...this.headers.launch, ...this.headers.pane }).map(([name, value]) => ({
      name,
      value,
    }));
    this.hadHeaders ||= headers.length > 0;
    return {
      subject: this.subject.value,
      body: { contentType: "html", content: `<html><body>${before}${this.editor.html()}${after}</body></html>` },
      toRecipients: asGraph(this.to.list),
      ccRecipients: asGraph(this.cc.list),
      bccRecipients: asGraph(this.bcc.list),
      ...(this.hadHeaders ? { internetMessageHeaders: headers } : {}),
    };
  }

  /**
   * The draft's id; made where there is none. One after another: two at once would make two drafts.
   * @param {Added} [added] @returns {Promise<string>}
   */
  save(added) {
    this.saving = Promise.resolve(this.saving)
      .catch(() => null)
      .then(async () => {
        const saved = this.id
          ? await patch(`messages/${part(this.id)}`, this.body(added))
          : await post("messages", this.body(added));
        this.id = saved.id;
        this.draft = { ...this.draft, ...saved };
        this.before = this.state();
        return saved.id;
      });
    return this.saving;
  }

  async send() {
    if (this.sending) return;
    const complete = [this.to, this.cc, this.bcc].map((each) => each.take()).every(Boolean);
    if (!complete || !(this.to.list.length + this.cc.list.length + this.bcc.list.length)) {
      notice(complete ? "Say whom the message is for." : "One of the addresses is not an e-mail address.", {
        error: true,
      });
      this.to.input.focus();
      return;
    }
    if (
      !this.subject.value.trim() &&
      !(await ask("Send without a subject?", "The message has no subject.", { yes: "Send" }))
    )
      return;
    this.sending = true;
    await attempt("Could not send the message", () => this.deliver());
    this.sending = false;
  }

  async deliver() {
    if (!(await this.allowed())) return;
    await this.save(this.added);
    await post(`messages/${part(this.id)}/send`);
    notice("Sent.");
    await this.mail.written();
  }

  /** Whether the add-in lets the message go, or the person sends it all the same where the add-in leaves it to them. */
  async allowed() {
    const { allowEvent, errorMessage, sendMode } = (await this.mail.app.addin.launch("OnMessageSend", this.item())) ?? {};
    if (allowEvent !== false) return true;
    const why = errorMessage || "The add-in stopped the message.";
    if (sendMode === "PromptUser") return (await ask("Send this message?", why, { yes: "Send anyway" })) !== null;
    notice(why, { error: true });
    return false;
  }

  async discard() {
    const worth = this.state() !== this.before || (this.id && !this.draft.fresh);
    if (worth && !(await ask("Discard this message?", "What you wrote is lost.", { yes: "Discard", main: false })))
      return;
    await attempt("Could not discard the draft", async () => {
      if (this.id) await remove(`messages/${part(this.id)}`);
      await this.mail.written();
    });
  }

  /** Another page is shown: what was written is kept, what was not even begun is dropped. True when done. */
  async putAway() {
    for (const each of [this.to, this.cc, this.bcc]) each.take();
    const done = await attempt("Could not save the draft", async () => {
      if (this.state() !== this.before) {
        await this.save();
        notice("Saved in Drafts.");
      } else if (this.id && this.draft.fresh) {
        await remove(`messages/${part(this.id)}`);
      }
      return true;
    });
    return done === true;
  }
}
