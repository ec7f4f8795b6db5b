// The list of messages: grouped by when they came, worked by keyboard as a list box.
import { fill, h, refill } from "../dom.js";
import { icon } from "../icons.js";
import { markRow, rowKeys } from "../rows.js";
import { empty, persona } from "../ui.js";
import { period, plural, shortDate } from "../words.js";
import { draggable } from "./folders.js";

const OUTGOING = ["drafts", "sent"];

/** @typedef {import("../types.js").Message} Message */

export class MessageList {
  /** @type {Message[]} */
  rows = [];
  told = "";
  /** @type {string|null} */
  chosen = null;

  /** @param {import("./mail.js").Mail} mail */
  constructor(mail) {
    this.mail = mail;
  }

  /** @param {Message[]} rows */
  show(rows) {
    const { folder, words } = this.mail;
    const told = JSON.stringify([folder.id, words, rows, this.mail.app.categories.list]);
    const place = this.mail.places.list;
    if (told === this.told && place.childElementCount) return;
    this.told = told;
    this.rows = rows;
    const old = /** @type {HTMLElement|null} */ (place.querySelector(".rows"));
    const scroll = old && old.dataset.of === `${folder.id}${words}` ? old.scrollTop : 0;
    const box = h("div", {
      class: "rows",
      role: "listbox",
      "aria-label": "Messages",
      data: { of: `${folder.id}${words}` },
      onKeydown: (event) => this.keys(event),
    });
    const title = words ? `Results for “${words}”` : folder.name;
    const active = /** @type {HTMLElement|null} */ (document.activeElement);
    const focused = place.contains(active) && active?.dataset.key;
    fill(
      place,
      h(
        "div",
        { class: "list-head" },
        h("h1", {}, title),
        h("span", { class: "soft" }, plural(words ? rows.length : folder.total, "item", "items")),
      ),
      box,
    );
    refill(box, rows.length ? this.groups(rows) : this.nothing(words));
    if (!words && rows.length < folder.total && rows.length)
      box.append(h("button", { type: "button", class: "button more", onClick: () => this.mail.more() }, "Show more"));
    box.scrollTop = scroll;
    this.mark(this.chosen);
    if (focused) this.node(focused)?.focus({ preventScroll: true });
  }

  /** @param {string} words */
  nothing(words) {
    return words
      ? empty("mail", "Nothing found", "Try fewer or other words.")
      : empty(this.mail.folder.kind, "Nothing in this folder");
  }

  /** @param {Message[]} rows */
  groups(rows) {
    const found = [];
    let last = "";
    for (const row of rows) {
      const name = period(row.receivedDateTime);
      if (name !== last) found.push(h("div", { class: "group", role: "presentation" }, name));
      last = name;
      found.push(this.row(row));
    }
    return found;
  }

  /** @param {Message} row */
  row(row) {
    const who = this.who(row);
    const node = h(
      "div",
      {
        class: `row${row.isRead ? "" : " unread"}`,
        role: "option",
        tabindex: "-1",
        data: { key: row.id },
        "aria-selected": "false",
        "aria-label": [!row.isRead && "Unread", who, row.subject || "no subject", shortDate(row.receivedDateTime)]
          .filter(Boolean)
          .join(", "),
        onClick: () => this.mail.choose(row),
      },
      persona(who),
      h(
        "div",
        { class: "row-text" },
        h(
          "div",
          { class: "row-line" },
          h("span", { class: "row-from" }, row.isDraft && h("em", { class: "draft" }, "[Draft] "), who),
          row.importance === "high" && icon("important"),
          row.hasAttachments && icon("clip"),
          row.flag?.flagStatus === "flagged" && icon("flag"),
        ),
        h(
          "div",
          { class: "row-line" },
          h("span", { class: "row-subject" }, row.subject || "(no subject)"),
          h("time", { class: "row-date" }, shortDate(row.receivedDateTime)),
        ),
        h("div", { class: "row-preview" }, this.mail.app.categories.chips(row.categories), row.bodyPreview || " "),
      ),
    );
    return draggable(node, row.id, row.subject);
  }

  /** @param {Message} row */
  who(row) {
    const outgoing = OUTGOING.includes(this.mail.folder.kind) || row.isDraft;
    const people = outgoing ? row.toRecipients : [row.from];
    const names = people.map((each) => each?.emailAddress.name || each?.emailAddress.address).filter(Boolean);
    return names.join("; ") || (outgoing ? "(nobody yet)" : "(unknown)");
  }

  /** @param {string} id */
  node(id) {
    const options = /** @type {HTMLElement[]} */ ([...this.mail.places.list.querySelectorAll("[role=option]")]);
    return options.find((each) => each.dataset.key === id);
  }

  /** @param {string|null} [id] */
  mark(id) {
    this.chosen = id ?? null;
    markRow(this.mail.places.list, id);
  }

  /** @param {KeyboardEvent} event */
  keys(event) {
    const at = (/** @type {string} */ id) => this.rows.find((each) => each.id === id);
    const remove = (/** @type {Message} */ row) => this.mail.acts.delete(row);
    rowKeys(
      event,
      (id) => this.mail.choose(at(id) ?? null),
      (id) => remove(/** @type {Message} */ (at(id))),
    );
  }

  /** The row after one that goes away, else the one before. @param {string} id */
  beside(id) {
    const here = this.rows.findIndex((each) => each.id === id);
    return this.rows[here + 1] ?? this.rows[here - 1] ?? null;
  }
}
