// The reading pane: who, when, the body in a frame of its own, attachments, and what can be done.
import { h, redraw } from "../dom.js";
import { bodyUrl, bytes, part } from "../graph.js";
import { icon } from "../icons.js";
import { personButton } from "../person_card.js";
import { attempt, button, empty, menu, persona } from "../ui.js";
import { longDate, size } from "../words.js";

/** @typedef {import("../types.js").Message} Message */

export class Reading {
  /** The id of the message that is shown. @type {string|null} */
  shown = null;

  /** @param {import("./mail.js").Mail} mail */
  constructor(mail) {
    this.mail = mail;
  }

  none() {
    this.shown = null;
    this.mail.detail(empty("mail", "Select a message to read"));
  }

  /** @param {Message} message */
  show(message) {
    const head = this.head(message);
    const place = this.mail.places.detail;
    if (this.shown === message.id && place.querySelector(".reading")) {
      redraw(place, () => {
        if (this.shown === message.id) place.querySelector(".reading-head")?.replaceWith(head);
      });
      return;
    }
    this.shown = message.id;
    const frame = h("iframe", {
      class: "body",
      title: "Message",
      sandbox: "allow-popups allow-popups-to-escape-sandbox",
      src: bodyUrl(message.id),
      referrerpolicy: "no-referrer",
    });
    this.mail.detail(h("article", { class: "reading", "aria-label": message.subject || "(no subject)" }, head, frame));
  }

  /** @param {Message} message */
  head(message) {
    const from = message.from?.emailAddress ?? { name: "(unknown)", address: "" };
    return h(
      "header",
      { class: "reading-head" },
      this.bar(message),
      h(
        "h1",
        {},
        message.subject || "(no subject)",
        " ",
        h("span", { class: "chips" }, this.mail.app.categories.chips(message.categories)),
      ),
      h(
        "div",
        { class: "from" },
        persona(from.name || from.address),
        h(
          "div",
          { class: "from-text" },
          h(
            "div",
            { class: "from-line" },
            personButton(this.mail.app, from, true),
            h("time", { class: "soft" }, longDate(message.receivedDateTime)),
          ),
          this.people("To", message.toRecipients),
          this.people("Cc", message.ccRecipients),
        ),
      ),
      this.files(message),
      this.hints(message),
    );
  }

  /** @param {Message} message */
  bar(message) {
    const { acts, app } = this.mail;
    /** @type {HTMLButtonElement} */
    const categorise = button(
      "Categorise",
      "tag",
      () => app.categories.menu(categorise, message.categories, (names) => acts.categorise(message, names)),
      { class: "button folds", "aria-haspopup": "menu" },
    );
    /** @type {HTMLButtonElement} */
    const more = button("More actions", "more", () => menu(more, this.more(message)), {
      quiet: true,
      "aria-haspopup": "menu",
    });
    return h(
      "div",
      { class: "bar", role: "toolbar", "aria-label": "Message" },
      button("Reply", "reply", () => acts.answer(message, "createReply"), { class: "button folds-last" }),
      button("Reply all", "replyall", () => acts.answer(message, "createReplyAll"), { class: "button folds" }),
      button("Forward", "forward", () => acts.answer(message, "createForward"), { class: "button folds" }),
      button("Delete", "deleted", () => acts.delete(message), { quiet: true }),
      button("Move to…", "move", () => acts.pick(message, false), { quiet: true }),
      categorise,
      more,
      h("span", { class: "gap" }),
      app.addin.button(() => this.mail.item(message)),
    );
  }

  /** @param {Message} message @returns {import("../types.js").MenuEntry[]} */
  more(message) {
    const { acts } = this.mail;
    return [
      {
        label: message.isRead ? "Mark as unread" : "Mark as read",
        icon: "unread",
        run: () => acts.markRead(message, !message.isRead),
      },
      {
        label: message.flag?.flagStatus === "flagged" ? "Clear flag" : "Flag",
        icon: "flag",
        run: () => acts.flag(message),
      },
      { label: "Copy to…", icon: "copy", run: () => acts.pick(message, true) },
      {
        label: "Download as .eml",
        icon: "mail",
        run: () => download(`messages/${part(message.id)}/$value`, `${message.subject || "message"}.eml`),
      },
    ];
  }

  /** @param {string} label @param {import("../types.js").Recipient[]} [recipients] */
  people(label, recipients) {
    if (!recipients?.length) return null;
    const all = recipients.map((each, index) => [index > 0 && "; ", personButton(this.mail.app, each.emailAddress)]);
    return h("div", { class: "people-line" }, h("span", { class: "soft" }, `${label}: `), all);
  }

  /** @param {Message} message */
  files(message) {
    const files = (message.attachmentList ?? []).filter((each) => !each.isInline);
    if (!files.length) return null;
    return h(
      "ul",
      { class: "files", "aria-label": "Attachments" },
      files.map((each) => {
        const path = `messages/${part(message.id)}/attachments/${part(each.id)}/$value`;
        return h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "file", title: `Download ${each.name}`, onClick: () => download(path, each.name) },
            icon("clip"),
            h("span", { class: "file-name" }, each.name),
            h("span", { class: "soft" }, size(each.size)),
          ),
        );
      }),
    );
  }

  /** @param {Message} message */
  hints(message) {
    if (!/(src|background)\s*=\s*["']?https?:/i.test(message.body?.content ?? "")) return null;
    return h("p", { class: "hint" }, icon("junk"), "Pictures from the internet are not shown here.");
  }
}

/** Save what is behind a path of Graph as a file. @param {string} path @param {string} name */
export async function download(path, name) {
  const blob = await attempt("Could not download it", () => bytes(path));
  if (!blob) return;
  const link = h("a", { href: URL.createObjectURL(blob), download: name.replace(/[\\/:*?"<>|]/g, "_") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
