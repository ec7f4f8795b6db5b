// Calendar: a week of one calendar, the event that is chosen beside it, or the form of one being written.
import { afterClick, fill, h } from "../dom.js";
import { get, part, rows, service } from "../graph.js";
import { eventItem } from "../items.js";
import { folderTree } from "../mail/folders.js";
import { newFolderButton } from "../new_folder.js";
import { attempt, button, notice } from "../ui.js";
import { dayAfter, localDay, localMinute, now, wallDate } from "../words.js";
import { EventCard } from "./event_card.js";
import { EventForm } from "./event_form.js";
import { HOUR, weekGrid } from "./grid.js";

const SHOWN = [
  "id,changeKey,subject,start,end,isAllDay,categories",
  "showAs,location,isCancelled,isOrganizer,organizer,attendees,responseStatus",
  "type,seriesMasterId,sensitivity,hasAttachments",
].join(",");

const OPENS_AT = 8; // o'clock
const ABOVE = 10; // pixels, so that the first hour can be read

/** @typedef {import("../types.js").CalendarEvent} CalendarEvent @typedef {import("../types.js").Folder} Folder */

export class Calendar {
  /** @type {EventForm|null} */
  form = null;
  /** @type {{id: string, changeKey?: string}|null} */
  selected = null;
  /** The events of the week. @type {CalendarEvent[]} */
  rows = [];
  /** @type {Folder[]} */
  folders = [];
  monday = "";
  told = "";
  toldFolders = "";

  /** @param {import("../types.js").App} app */
  constructor(app) {
    this.app = app;
    this.folder = /** @type {Folder} */ (/** @type {unknown} */ (null)); // from open() on
    this.name = "calendar";
    this.title = "Calendar";
    this.words = "";
    this.card = new EventCard(this);
  }

  get places() {
    return this.app.placesOf(this);
  }

  async open() {
    Object.assign(this, { form: null, selected: null, told: "", words: "" });
    this.monday ||= mondayOf(localDay(now()));
    await this.refresh(true);
  }

  async refresh(first = false) {
    await this.loadCalendars();
    const week = this.monday;
    const found = await this.loadWeek();
    if (week !== this.monday) return;
    this.rows = found;
    const told = JSON.stringify([week, this.folder.id, this.words, found, this.app.categories.list]);
    if (told !== this.told) afterClick(this.places.list, () => this.draw(first));
    this.told = told;
    if (this.selected && !this.form) await this.showAgain(this.selected);
  }

  /** @param {{id: string, changeKey?: string}} selected */
  async showAgain(selected) {
    const row = this.rows.find((each) => each.id === selected.id);
    if (!row) this.choose(null);
    else if (row.changeKey !== selected.changeKey) await this.choose(row, true);
  }

  async loadCalendars() {
    const found = await rows("calendars?$top=100");
    this.folders = found.map((each) => ({
      id: each.id,
      name: each.name,
      depth: 0,
      kind: "calendar",
      unread: 0,
      total: 0,
    }));
    this.folder = this.folders.find((each) => each.id === this.folder?.id) ?? this.folders[0];
    const told = JSON.stringify([this.folders, this.folder.id]);
    if (told === this.toldFolders && this.places.side.childElementCount) return;
    this.toldFolders = told;
    const head = button("New event", "plus", () => this.write(), { class: "button main new" });
    const foot = newFolderButton("New calendar", "calendars", "name", () => this.app.tell(() => this.refresh()));
    const { folders, folder: current } = this;
    const choose = (/** @type {Folder} */ folder) => this.openCalendar(folder);
    folderTree(this.places.side, { head, foot, folders, current, acts: this, choose });
  }

  /** @param {Folder} folder */
  async openCalendar(folder) {
    if (!(await this.leave())) return;
    this.folder = folder;
    this.choose(null);
    await this.app.tell(() => this.refresh());
  }

  /** A day more on both sides: the window is told in UTC, the days are those of the mailbox's zone. */
  async loadWeek() {
    const [first, last] = [dayAfter(this.monday, -1), dayAfter(this.monday, 8)];
    const window = `startDateTime=${first}T00:00:00Z&endDateTime=${last}T00:00:00Z`;
    return rows(`calendars/${part(this.folder.id)}/calendarView?${window}&$select=${SHOWN}&$top=200`);
  }

  /** @param {boolean} [first] */
  draw(first) {
    const place = this.places.list;
    const top = first ? null : place.querySelector(".week")?.scrollTop;
    const grid = weekGrid(this, this.monday, localMinute(now()));
    fill(place, this.head(), grid);
    grid.scrollTop = top ?? OPENS_AT * HOUR - ABOVE;
  }

  head() {
    const last = dayAfter(this.monday, 6);
    const sameMonth = this.monday.slice(0, 7) === last.slice(0, 7);
    const from = wallDate(this.monday, { day: "numeric", month: sameMonth ? undefined : "short" });
    const span = `${from} – ${wallDate(last, { day: "numeric", month: "long", year: "numeric" })}`;
    return h(
      "div",
      { class: "list-head week-head" },
      button("New event", "plus", () => this.write(), { class: "button main narrow-only" }),
      button("Today", null, () => this.go(mondayOf(localDay(now())))),
      button("Week before", "left", () => this.go(dayAfter(this.monday, -7)), { quiet: true }),
      button("Week after", "right", () => this.go(dayAfter(this.monday, 7)), { quiet: true }),
      h("h1", {}, span),
    );
  }

  /** @param {string} monday */
  async go(monday) {
    this.monday = monday;
    this.told = "";
    await this.app.tell(() => this.refresh());
  }

  /** @param {string} words */
  search(words) {
    this.words = words.toLowerCase();
    this.draw();
  }

  /** @param {CalendarEvent} row */
  visible(row) {
    return (
      !this.words ||
      [row.subject, row.location?.displayName, ...(row.attendees ?? []).map((each) => each.emailAddress.name)]
        .join(" ")
        .toLowerCase()
        .includes(this.words)
    );
  }

  /** @param {CalendarEvent|null} row @param {boolean} [again] */
  async choose(row, again = false) {
    if (this.form && !(await this.leave())) return;
    this.selected = row;
    const events = /** @type {HTMLElement[]} */ ([...this.places.list.querySelectorAll("[data-key]")]);
    for (const each of events)
      each.setAttribute("aria-pressed", String(each.dataset.key === row?.id));
    if (!row) {
      fill(this.places.detail);
      this.app.addin.follow(null);
      return;
    }
    await this.app.tell(async () => {
      const event = await this.whole(row);
      if (this.selected?.id !== row.id || this.form) return;
      this.card.show(event);
      if (!again) this.app.addin.follow(this.item(event));
    });
  }

  /**
   * The event with its body, attachments and its times in UTC.
   * @param {{id: string}} row @returns {Promise<CalendarEvent>}
   */
  async whole(row) {
    const one = `events/${part(row.id)}`;
    const [event, utc] = await Promise.all([
      get(one),
      get(`${one}?$select=start,end`, { Prefer: 'outlook.timezone="UTC"' }),
    ]);
    const attachmentList = event.hasAttachments
      ? await rows(`${one}/attachments?$select=id,name,contentType,size,isInline`)
      : [];
    const stamp = (/** @type {import("../types.js").Moment} */ moment) => `${moment.dateTime.slice(0, 19)}Z`;
    return { ...event, attachmentList, startUtc: stamp(utc.start), endUtc: stamp(utc.end) };
  }

  /** @param {CalendarEvent} event */
  item(event) {
    return eventItem(event, () => this.refresh());
  }

  /** A new event. @param {string} [start] `2026-03-02T09:00`, by default the next full hour */
  async write(start) {
    const hour = `${localMinute(new Date(now().getTime() + 3_600_000)).slice(0, 13)}:00`;
    await this.edit(null, start ?? hour);
  }

  /** @param {CalendarEvent|null} event @param {string} [start] of a new one */
  async edit(event, start = "") {
    if (!(await this.leave())) return;
    this.form = new EventForm(this, event, start);
    await this.form.open();
    this.app.addin.follow(this.form.item());
  }

  /** What was written is saved, or left. @param {{id: string}|null} row */
  async written(row) {
    this.form = null;
    this.told = "";
    this.selected = null;
    this.app.addin.follow(null);
    fill(this.places.detail);
    await this.app.tell(() => this.refresh());
    await this.choose(this.rows.find((each) => each.id === row?.id) ?? null);
  }

  /** An event was dropped on a calendar. @param {string} id @param {Folder} folder @param {boolean} copy */
  async drop(id, folder, copy) {
    if (!copy && folder.id === this.folder.id) return;
    const done = await attempt(`Could not ${copy ? "copy" : "move"} the event`, () =>
      service(copy ? "copy" : "move", id, folder.id),
    );
    if (done) notice(`${copy ? "Copied" : "Moved"} to ${folder.name}.`);
    await this.app.tell(() => this.refresh());
  }

  async leave() {
    if (this.form && !(await this.form.mayLeave())) return false;
    this.form = null;
    return true;
  }
}

/** @param {string} day */
function mondayOf(day) {
  return dayAfter(day, -((new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7));
}
