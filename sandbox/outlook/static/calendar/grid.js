// A week as a grid: seven days with their hours, and the events where they lie.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { draggable } from "../mail/folders.js";
import { dayAfter, wallDate } from "../words.js";

export const HOUR = 48; // pixels
const SHORTEST = 24;
const MINUTES = 24 * 60;

/** @typedef {import("./calendar.js").Calendar} Calendar @typedef {import("../types.js").CalendarEvent} CalendarEvent */
/**
 * Where an event lies: minutes of the day, pixels, and which of the lanes at that time.
 * @typedef {object} Place
 * @property {CalendarEvent} row @property {number} first @property {number} last @property {number} top
 * @property {number} height @property {number} lane @property {number} lanes
 */

/** @param {Calendar} calendar @param {string} monday @param {string} now the local minute */
export function weekGrid(calendar, monday, now) {
  const days = Array.from({ length: 7 }, (_, index) => dayAfter(monday, index));
  const rows = calendar.rows.filter((row) => calendar.visible(row));
  const hours = Array.from({ length: 24 }, (_, hour) =>
    h("div", { class: "hour" }, hour ? `${String(hour).padStart(2, "0")}:00` : ""),
  );
  return h(
    "div",
    { class: "week", "aria-label": "Week" },
    h(
      "div",
      { class: "week-top" },
      h(
        "div",
        { class: "week-days" },
        h("span"),
        days.map((day) => dayHead(day, now)),
      ),
      h(
        "div",
        { class: "week-all" },
        h("span", { class: "soft" }, "All day"),
        days.map((day) => wholeDays(calendar, rows, day)),
      ),
    ),
    h(
      "div",
      { class: "week-hours" },
      h("div", { class: "hours", "aria-hidden": "true" }, hours),
      days.map((day) => column(calendar, rows, day, now)),
    ),
  );
}

/** @param {string} day @param {string} now */
function dayHead(day, now) {
  const today = now.startsWith(day);
  return h(
    "div",
    { class: `day-head${today ? " today" : ""}`, "aria-current": today ? "date" : null },
    h("span", { class: "day-number" }, wallDate(day, { day: "numeric" })),
    h("span", {}, wallDate(day, { weekday: "short" })),
  );
}

/** @param {CalendarEvent} row */
const from = (row) => row.start.dateTime.slice(0, 16);
/** @param {CalendarEvent} row */
const to = (row) => row.end.dateTime.slice(0, 16);
/** @param {CalendarEvent} row */
const long = (row) => row.isAllDay || Date.parse(`${to(row)}Z`) - Date.parse(`${from(row)}Z`) >= 86_400_000;

/** @param {Calendar} calendar @param {CalendarEvent[]} rows @param {string} day */
function wholeDays(calendar, rows, day) {
  const midnight = `${day}T00:00`;
  const here = rows.filter((row) => long(row) && from(row) < `${dayAfter(day)}T00:00` && to(row) > midnight);
  return h(
    "div",
    { class: "all-day" },
    here.map((row) => eventButton(calendar, row)),
  );
}

/** @param {Calendar} calendar @param {CalendarEvent[]} rows @param {string} day @param {string} now */
function column(calendar, rows, day, now) {
  const start = `${day}T00:00`;
  const end = `${dayAfter(day)}T00:00`;
  const here = rows.filter((row) => !long(row) && from(row) < end && (to(row) > start || from(row) >= start));
  const node = h("div", {
    class: "day",
    role: "group",
    "aria-label": wallDate(day, { weekday: "long", day: "numeric", month: "long" }),
    onDblclick: (event) => blank(event, calendar, day),
  });
  node.append(
    ...placed(here, day).map(({ row, top, height, lane, lanes }) => {
      const button = eventButton(calendar, row);
      button.classList.toggle("short", height < 2 * SHORTEST - 16);
      Object.assign(button.style, {
        top: `${top}px`,
        height: `${height}px`,
        left: `${(100 * lane) / lanes}%`,
        width: `calc(${100 / lanes}% - 3px)`,
      });
      return button;
    }),
  );
  if (now.startsWith(day)) node.append(nowLine(now));
  return node;
}

/** @param {string} now */
function nowLine(now) {
  const line = h("div", { class: "now-line" });
  line.style.top = `${(minuteOf(now) / 60) * HOUR}px`;
  return line;
}

/** @param {MouseEvent} event @param {Calendar} calendar @param {string} day */
function blank(event, calendar, day) {
  if (event.target !== event.currentTarget) return;
  const half = Math.floor(event.offsetY / (HOUR / 2));
  calendar.write(`${day}T${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);
}

/** @param {string} text */
const minuteOf = (text) => Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));

/**
 * Where each event lies; those at the same time stand side by side.
 * @param {CalendarEvent[]} rows @param {string} day @returns {Place[]}
 */
function placed(rows, day) {
  const found = rows
    .map((row) => {
      const first = from(row).startsWith(day) ? minuteOf(from(row)) : 0;
      const last = to(row).startsWith(day) ? minuteOf(to(row)) : MINUTES;
      return {
        row,
        first,
        last: Math.max(last, first + 1),
        top: (first / 60) * HOUR,
        height: Math.max(SHORTEST, ((last - first) / 60) * HOUR - 2),
        lane: 0,
        lanes: 1,
      };
    })
    .sort((a, b) => a.first - b.first || b.last - a.last);
  /** @type {Place[]} */
  let group = [];
  let end = -1;
  for (const each of found) {
    if (each.first >= end) group = [];
    end = Math.max(group.length ? end : 0, each.last, each.first + (SHORTEST / HOUR) * 60);
    const taken = group.filter((other) => other.last > each.first).map((other) => other.lane);
    while (taken.includes(each.lane)) each.lane += 1;
    group.push(each);
    const lanes = Math.max(...group.map((other) => other.lane)) + 1;
    for (const other of group) other.lanes = lanes;
  }
  return found;
}

/** @param {Calendar} calendar @param {CalendarEvent} row */
function eventButton(calendar, row) {
  const time = row.isAllDay ? "All day" : `${from(row).slice(11)} to ${to(row).slice(11)}`;
  const answer = row.responseStatus?.response;
  const open = !row.isOrganizer && ["none", "notResponded", "tentativelyAccepted"].includes(answer ?? "");
  const look = [
    "event",
    row.isCancelled && "cancelled",
    (row.showAs === "tentative" || open) && "tentative",
    row.showAs === "free" && "free",
  ]
    .filter(Boolean)
    .join(" ");
  const colour = row.categories[0] ? calendar.app.categories.colour(row.categories[0]) : null;
  const node = h(
    "button",
    {
      type: "button",
      class: look,
      data: colour ? { key: row.id, colour } : { key: row.id },
      "aria-pressed": String(calendar.selected?.id === row.id),
      "aria-label": [row.subject || "(no title)", time, row.location?.displayName].filter(Boolean).join(", "),
      title: `${row.subject || "(no title)"}\n${time}`,
      onClick: () => calendar.choose(row),
    },
    h("span", { class: "event-title" }, row.subject || "(no title)"),
    row.type !== "singleInstance" && icon("repeat"),
    row.location?.displayName && h("span", { class: "event-place" }, row.location.displayName),
  );
  // What is moved is a whole event; an occurrence has no place of its own.
  return row.type === "singleInstance" ? draggable(node, row.id, row.subject ?? "") : node;
}
