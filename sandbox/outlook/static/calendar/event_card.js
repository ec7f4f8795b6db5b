// An event beside the week: when, where, who, what it is about, and the answers to an invitation.
import { fill, h, redraw } from "../dom.js";
import { input } from "../forms.js";
import { bodyUrl, get, part, patch, post, remove } from "../graph.js";
import { icon } from "../icons.js";
import { download } from "../mail/reading.js";
import { personButton } from "../person_card.js";
import { inWords } from "../recurrence.js";
import { ask, attempt, button, notice } from "../ui.js";
import { dayAfter, size, wallDate } from "../words.js";

/** @type {Record<string, string>} */
const SAID = {
  accepted: "accepted",
  declined: "declined",
  tentativelyAccepted: "maybe",
  none: "no answer yet",
  notResponded: "no answer yet",
  organizer: "organiser",
};
/** Label, drawing, Graph's action, and the response that it makes. @type {[string, string, string, string][]} */
const ANSWERS = [
  ["Accept", "check", "accept", "accepted"],
  ["Maybe", "question", "tentativelyAccept", "tentativelyAccepted"],
  ["Decline", "close", "decline", "declined"],
];

/** @typedef {import("../types.js").CalendarEvent} CalendarEvent @typedef {import("../types.js").Fact} Fact */

export class EventCard {
  /** @param {import("./calendar.js").Calendar} calendar */
  constructor(calendar) {
    this.calendar = calendar;
  }

  /** @param {CalendarEvent} event */
  show(event) {
    const { calendar } = this;
    const { app } = calendar;
    const body =
      event.body.content.trim() &&
      h("iframe", {
        class: "body",
        title: "Description",
        sandbox: "allow-popups allow-popups-to-escape-sandbox",
        src: bodyUrl(
          event.seriesMasterId && event.type === "occurrence" ? event.seriesMasterId : event.id,
          event.changeKey,
        ),
      });
    redraw(calendar.places.detail, () => {
      if (calendar.form || calendar.selected?.id !== event.id) return;
      fill(
        calendar.places.detail,
        h(
          "article",
          { class: "event-card", "aria-label": event.subject || "(no title)" },
          this.bar(event),
          h("h1", {}, event.isCancelled && "Cancelled: ", event.subject || "(no title)"),
          h("div", { class: "chips" }, app.categories.chips(event.categories)),
          this.answers(event),
          this.facts(event),
          this.files(event),
          body,
        ),
      );
    });
  }

  /** @param {CalendarEvent} event */
  bar(event) {
    const { calendar } = this;
    const { app } = calendar;
    /** @type {HTMLButtonElement} */
    const categorise = button(
      "Categorise",
      "tag",
      () => app.categories.menu(categorise, event.categories, (names) => this.categorise(event, names)),
      { quiet: true, "aria-haspopup": "menu" },
    );
    return h(
      "div",
      { class: "bar", role: "toolbar", "aria-label": "Event" },
      event.isOrganizer && button("Edit", "edit", () => this.edit(event), { class: "button folds" }),
      button("Delete", "deleted", () => this.delete(event), { quiet: true }),
      categorise,
      h("span", { class: "gap" }),
      app.addin.button(() => calendar.item(event)),
      button("Close", "close", () => calendar.choose(null), { quiet: true }),
    );
  }

  /** @param {CalendarEvent} event */
  answers(event) {
    if (event.isOrganizer || event.isCancelled) return null;
    const now = event.responseStatus?.response;
    return h(
      "div",
      { class: "answers", role: "group", "aria-label": "Answer the invitation" },
      ANSWERS.map(([label, drawing, action, response]) =>
        button(label, drawing, () => this.answer(event, action), { "aria-pressed": String(now === response) }),
      ),
    );
  }

  /** @param {CalendarEvent} event */
  facts(event) {
    /** @type {(Fact|null|undefined|false|"")[]} */
    const rows = [
      ["clock", "When", when(event)],
      event.recurrence && ["repeat", "Repeats", inWords(event.recurrence)],
      event.type === "occurrence" && ["repeat", "Repeats", "One of a series"],
      event.location?.displayName && ["place", "Where", event.location.displayName],
      event.organizer && ["people", "Organiser", personButton(this.calendar.app, event.organizer.emailAddress)],
      event.attendees.length > 0 && [
        "people",
        "Invited",
        event.attendees.map((each) =>
          h(
            "div",
            {},
            personButton(this.calendar.app, each.emailAddress),
            h(
              "span",
              { class: "soft" },
              ` ${each.type === "optional" ? "(optional) " : ""}${SAID[each.status?.response ?? "none"]}`,
            ),
          ),
        ),
      ],
      event.sensitivity !== "normal" && ["junk", "Privacy", event.sensitivity],
    ];
    return h(
      "dl",
      { class: "facts narrow" },
      rows.map(
        (row) => row && h("div", { class: "fact" }, icon(row[0]), h("dt", {}, row[1]), h("dd", {}, row[2])),
      ),
    );
  }

  /** @param {CalendarEvent} event */
  files(event) {
    const path = (/** @type {{id: string}} */ each) => `events/${part(event.id)}/attachments/${part(each.id)}/$value`;
    const files = (event.attachmentList ?? []).filter((each) => !each.isInline);
    return (
      files.length > 0 &&
      h(
        "ul",
        { class: "files", "aria-label": "Attachments" },
        files.map((each) =>
          h(
            "li",
            {},
            h(
              "button",
              { type: "button", class: "file", onClick: () => download(path(each), each.name) },
              icon("clip"),
              h("span", { class: "file-name" }, each.name),
              h("span", { class: "soft" }, size(each.size)),
            ),
          ),
        ),
      )
    );
  }

  /** @param {CalendarEvent} event @param {string[]} categories */
  async categorise(event, categories) {
    await attempt("Could not change the categories", () => patch(`events/${part(event.id)}`, { categories }));
    await this.calendar.app.tell(() => this.calendar.refresh());
  }

  /** @param {CalendarEvent} event @param {string} action of Graph */
  async answer(event, action) {
    const done = await attempt(
      "Could not answer",
      async () => (await post(`events/${part(event.id)}/${action}`, { sendResponse: true }), true),
    );
    if (!done) return;
    notice("The organiser was told.");
    await this.calendar.written(event);
  }

  /**
   * The event that is meant: of a series all of it, or this one only.
   * @param {CalendarEvent} event @param {string} verb @returns {Promise<CalendarEvent|null>} null where the question was left
   */
  async meant(event, verb) {
    if (event.type === "singleInstance" || event.type === "seriesMaster") return event;
    const choices = [
      ["one", "Only this event"],
      ["all", "The whole series"],
    ].map(([value, label], index) =>
      h("label", { class: "pick" }, h("input", { type: "radio", name: "which", value, checked: index === 0 }), label),
    );
    const form = await ask(`${verb} one event or the series?`, choices, { yes: verb });
    if (!form) return null;
    return form.get("which") === "one" ? event : get(`events/${part(event.seriesMasterId)}`);
  }

  /** @param {CalendarEvent} event */
  async edit(event) {
    const meant = await this.meant(event, "Edit");
    if (meant) await this.calendar.edit(meant);
  }

  /** @param {CalendarEvent} event */
  async delete(event) {
    const meant = await this.meant(event, "Delete");
    if (!meant) return;
    const others = meant.isOrganizer && meant.attendees.length > 0;
    const form = others
      ? await ask(
          "Cancel the meeting?",
          [h("p", {}, "Everybody who is invited is told."), input("Message", "comment", "", { type: "area" })],
          { yes: "Cancel the meeting", main: false },
        )
      : null;
    if (others && !form) return;
    const one = `events/${part(meant.id)}`;
    const done = await attempt(
      "Could not delete the event",
      async () => (await (others ? post(`${one}/cancel`, { comment: form?.get("comment") }) : remove(one)), true),
    );
    if (done) await this.calendar.written(null);
  }
}

/** @param {CalendarEvent} event */
function when(event) {
  const [start, end] = [event.start.dateTime.slice(0, 16), event.end.dateTime.slice(0, 16)];
  /** @type {Intl.DateTimeFormatOptions} */
  const day = { weekday: "short", day: "numeric", month: "long", year: "numeric" };
  if (event.isAllDay) {
    const last = dayAfter(end.slice(0, 10), -1);
    return last === start.slice(0, 10)
      ? `${wallDate(start, day)}, all day`
      : `${wallDate(start, day)} to ${wallDate(last, day)}`;
  }
  const ends = start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : `${wallDate(end, day)}, ${end.slice(11)}`;
  return `${wallDate(start, day)}, ${start.slice(11)} to ${ends}`;
}
