// The form of an event: new, changed, or one occurrence of a series.
import { fill, h } from "../dom.js";
import { choice, input, textOf, tick, told } from "../forms.js";
import { part, patch, post } from "../graph.js";
import { person } from "../items.js";
import { Editor } from "../mail/editor.js";
import { Recipients, recipientsChanged } from "../recipients.js";
import { CHOICES, choiceOf, inWords, recurrence } from "../recurrence.js";
import { ask, attempt, button } from "../ui.js";
import { dayAfter } from "../words.js";
import { formItem, timesChanged } from "./form_item.js";

/** @typedef {import("../types.js").CalendarEvent} CalendarEvent @typedef {import("../forms.js").Choice} Choice */

/** @type {Choice[]} */
const SHOW = [
  ["busy", "Busy"],
  ["tentative", "Tentative"],
  ["free", "Free"],
  ["oof", "Away"],
  ["workingElsewhere", "Working elsewhere"],
];
/** @type {Choice[]} */
const REMIND = [
  ["", "No reminder"],
  ["0", "At the start"],
  ["15", "15 minutes before"],
  ["60", "1 hour before"],
  ["1440", "1 day before"],
];

export class EventForm {
  saving = false;
  before = "";
  /** The description as it was when the form was opened, or saved. */
  body = "";
  /** The start that the form shows, in milliseconds. */
  begins = NaN;

  /**
   * @param {import("./calendar.js").Calendar} calendar @param {CalendarEvent|null} event as Graph tells it
   * @param {string} start of a new one, `2026-03-02T09:00`
   */
  constructor(calendar, event, start) {
    this.calendar = calendar;
    this.event = event;
    this.id = event?.id ?? null;
    this.start = start;
    const kind = (/** @type {"required"|"optional"} */ type) =>
      (event?.attendees ?? []).filter((each) => (each.type === "optional") === (type === "optional")).map(person);
    const names = ["requiredAttendees", "optionalAttendees"];
    const changed = (/** @type {string} */ name) => () => recipientsChanged(calendar.app.addin, names, name);
    this.required = new Recipients("Invite", kind("required"), changed("requiredAttendees"));
    this.optional = new Recipients("Optional", kind("optional"), changed("optionalAttendees"));
    this.editor = new Editor("Description");
    this.form = h("form");
  }

  async open() {
    const { addin } = this.calendar.app;
    const title = this.event ? "Edit event" : "New event";
    this.form = h(
      "form",
      { class: "event-form", "aria-label": title, onSubmit: (event) => (event.preventDefault(), this.save()) },
      h(
        "div",
        { class: "bar" },
        h("button", { type: "submit", class: "button main" }, this.required.list.length ? "Send" : "Save"),
        button("Cancel", null, () => this.cancel()),
        h("span", { class: "gap" }),
        addin.button(() => this.item()),
      ),
      h("div", { class: "fields" }, this.fields()),
      this.required.node,
      this.optional.node,
      this.editor.frame,
    );
    this.controls.allDay.addEventListener("change", () => this.whole());
    for (const name of ["startDay", "startTime"])
      this.controls[name].addEventListener("change", () => this.follow());
    for (const name of ["startDay", "startTime", "endDay", "endTime", "allDay"])
      this.controls[name].addEventListener("change", () => timesChanged(this));
    this.controls.repeats.addEventListener("change", () => this.whole());
    fill(this.calendar.places.detail, this.form);
    this.whole();
    this.begins = Date.parse(`${this.ends().start}Z`);
    await this.editor.ready;
    if (this.event?.body.content.trim()) this.editor.setHtml(this.event.body.content);
    this.before = this.state();
    this.body = this.editor.html();
    this.controls.subject.focus();
  }

  fields() {
    const event = /** @type {Partial<CalendarEvent>} */ (this.event ?? {});
    const { start, end } = this.ends();
    const repeats = choiceOf(event.recurrence);
    const single = event.type === "occurrence" || event.type === "exception";
    const remind = event.isReminderOn === false ? "" : String(event.reminderMinutesBeforeStart ?? 15);
    return [
      input("Title", "subject", event.subject, { required: true, maxlength: 255, wide: true }),
      tick("All day", "allDay", Boolean(event.isAllDay)),
      tick("Private", "private", event.sensitivity === "private"),
      input("Starts", "startDay", start.slice(0, 10), { type: "date", required: true }),
      input("at", "startTime", start.slice(11, 16), { type: "time", required: true }),
      input("Ends", "endDay", end.slice(0, 10), { type: "date", required: true }),
      input("at", "endTime", end.slice(11, 16), { type: "time", required: true }),
      choice(
        "Repeats",
        "repeats",
        repeats ?? "keep",
        repeats === undefined && event.recurrence ? [["keep", inWords(event.recurrence)], ...CHOICES] : CHOICES,
        { disabled: single },
      ),
      input("until", "until", event.recurrence?.range.type === "endDate" ? event.recurrence.range.endDate : "", {
        type: "date",
      }),
      input("Where", "location", event.location?.displayName, { maxlength: 255, wide: true }),
      choice("Show as", "showAs", event.showAs ?? "busy", SHOW),
      choice(
        "Reminder",
        "reminder",
        remind,
        REMIND.some(([value]) => value === remind) ? REMIND : [...REMIND, [remind, `${remind} minutes before`]],
      ),
    ];
  }

  /** Local start and end as the form shows them: an all-day event ends on its last day. */
  ends() {
    if (!this.event) {
      const hour = new Date(Date.parse(`${this.start}Z`) + 3_600_000).toISOString();
      return { start: this.start, end: hour.slice(0, 16) };
    }
    const [start, end] = [this.event.start.dateTime.slice(0, 16), this.event.end.dateTime.slice(0, 16)];
    return this.event.isAllDay
      ? { start: `${start.slice(0, 10)}T09:00`, end: `${dayAfter(end.slice(0, 10), -1)}T10:00` }
      : { start, end };
  }

  /** The form's controls by their names. @returns {Record<string, HTMLInputElement>} */
  get controls() {
    return /** @type {any} */ (this.form.elements);
  }

  whole() {
    const { allDay, startTime, endTime, repeats, until } = this.controls;
    for (const each of [startTime, endTime]) each.disabled = allDay.checked;
    until.disabled = !repeats.value || repeats.value === "keep";
  }

  /** The end goes along with the start, so that the event lasts as long as before. */
  follow() {
    const { startDay, startTime, endDay, endTime } = this.controls;
    const moment = (/** @type {HTMLInputElement} */ day, /** @type {HTMLInputElement} */ time) =>
      Date.parse(`${day.value}T${time.value}Z`);
    const begins = moment(startDay, startTime);
    if (Number.isFinite(begins + this.begins)) {
      const ends = new Date(moment(endDay, endTime) + begins - this.begins).toISOString();
      [endDay.value, endTime.value] = [ends.slice(0, 10), ends.slice(11, 16)];
    }
    this.begins = begins;
  }

  item() {
    return formItem(this);
  }

  state() {
    return JSON.stringify([told(this.form), this.required.list, this.optional.list, this.editor.html()]);
  }

  /** Graph's body. Raises Error for what cannot be. */
  read() {
    const { timeZone } = this.calendar.app.config;
    const form = new FormData(this.form);
    const isAllDay = form.has("allDay");
    const [first, last] = [textOf(form, "startDay"), textOf(form, "endDay")];
    const start = isAllDay ? `${first}T00:00:00` : `${first}T${form.get("startTime")}:00`;
    const end = isAllDay ? `${dayAfter(last)}T00:00:00` : `${last}T${form.get("endTime")}:00`;
    if (end < start) throw new Error("it ends before it starts.");
    const remind = textOf(form, "reminder");
    /** @type {Record<string, any>} */
    const body = {
      subject: textOf(form, "subject"),
      isAllDay,
      start: { dateTime: start, timeZone },
      end: { dateTime: end, timeZone },
      location: { displayName: textOf(form, "location") },
      showAs: form.get("showAs"),
      sensitivity: form.has("private") ? "private" : "normal",
      isReminderOn: remind !== "",
      ...(remind === "" ? {} : { reminderMinutesBeforeStart: Number(remind) }),
    };
    if (this.editor.html() !== this.body) body.body = { contentType: "html", content: this.editor.html() };
    return { ...body, ...this.repetition(form, first, timeZone), attendees: this.attendees() };
  }

  /** @param {FormData} form @param {string} first day @param {string} timeZone */
  repetition(form, first, timeZone) {
    const kind = form.get("repeats");
    const old = this.event?.recurrence ?? null;
    if (kind === null || kind === "keep" || (!kind && !old)) return {};
    return { recurrence: recurrence(String(kind), first, textOf(form, "until"), timeZone) };
  }

  attendees() {
    const of = (/** @type {Recipients} */ field, /** @type {string} */ type) =>
      field.list.map(({ name, address }) => ({ type, emailAddress: { name, address } }));
    return [...of(this.required, "required"), ...of(this.optional, "optional")];
  }

  /**
   * Save it.
   * @param {boolean} invite with the attendees, who are told; without them it is a draft for the add-in
   * @returns {Promise<CalendarEvent>}
   */
  async store(invite) {
    const { attendees, ...rest } = this.read();
    const told = invite && (attendees.length || this.event?.attendees.length);
    const body = told ? { ...rest, attendees } : rest;
    const { folder } = this.calendar;
    const saved = this.id
      ? await patch(`events/${part(this.id)}`, body)
      : await post(`calendars/${part(folder.id)}/events`, body);
    this.id = saved.id;
    this.body = this.editor.html();
    return saved;
  }

  async save() {
    if (![this.required, this.optional].map((each) => each.take()).every(Boolean) || this.saving) return;
    this.saving = true;
    const saved = await attempt("Could not save the event", () => this.store(true));
    this.saving = false;
    if (saved) await this.calendar.written(saved);
  }

  async cancel() {
    if (await this.calendar.leave()) await this.calendar.written(this.event);
  }

  async mayLeave() {
    return (
      this.state() === this.before ||
      Boolean(await ask("Discard the changes?", "What you typed is lost.", { yes: "Discard", main: false }))
    );
  }
}
