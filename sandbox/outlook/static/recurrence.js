// Simple repetitions of events and tasks, between a form's choices and Graph's patternedRecurrence.
import { wallDate } from "./words.js";

/** @type {import("./forms.js").Choice[]} */
export const CHOICES = [
  ["", "Does not repeat"],
  ["daily", "Every day"],
  ["weekly", "Every week"],
  ["absoluteMonthly", "Every month"],
  ["absoluteYearly", "Every year"],
];
/** @type {Record<string, [string, string]>} */
const EVERY = {
  daily: ["day", "days"],
  weekly: ["week", "weeks"],
  absoluteMonthly: ["month", "months"],
  relativeMonthly: ["month", "months"],
  absoluteYearly: ["year", "years"],
  relativeYearly: ["year", "years"],
};

/** @typedef {import("./types.js").Recurrence} Recurrence */

/** @param {string} day */
const weekday = (day) => wallDate(day, { weekday: "long" }).toLowerCase();

/**
 * @param {string} kind a choice @param {string} day the first one @param {string} until the last one, or empty for no end
 * @param {string} zone the events' @returns {Recurrence|null} null for none
 */
export function recurrence(kind, day, until, zone) {
  if (!kind) return null;
  /** @type {Record<string, object>} */
  const more = {
    daily: {},
    weekly: { daysOfWeek: [weekday(day)], firstDayOfWeek: "monday" },
    absoluteMonthly: { dayOfMonth: Number(day.slice(8)) },
    absoluteYearly: { dayOfMonth: Number(day.slice(8)), month: Number(day.slice(5, 7)) },
  };
  const range = until ? { type: "endDate", startDate: day, endDate: until } : { type: "noEnd", startDate: day };
  return { pattern: { type: kind, interval: 1, ...more[kind] }, range: { ...range, recurrenceTimeZone: zone } };
}

/** The choice that a recurrence is; undefined for one that the form cannot tell. @param {Recurrence|null} [found] */
export function choiceOf(found) {
  if (!found) return "";
  const { type, interval, daysOfWeek } = found.pattern;
  return interval === 1 && CHOICES.some(([kind]) => kind === type) && (daysOfWeek ?? []).length < 2 ? type : undefined;
}

/** In words: "Every 2 weeks on Monday and Friday until 3 April 2027". @param {Recurrence} found */
export function inWords(found) {
  const { type, interval, daysOfWeek } = found.pattern;
  const [one, many] = EVERY[type] ?? ["time", "times"];
  const days =
    type === "weekly" && daysOfWeek?.length
      ? ` on ${daysOfWeek.map((each) => each[0].toUpperCase() + each.slice(1)).join(" and ")}`
      : "";
  const { type: ends, endDate, numberOfOccurrences } = found.range;
  const limit =
    ends === "endDate"
      ? ` until ${wallDate(endDate ?? "", { day: "numeric", month: "long", year: "numeric" })}`
      : ends === "numbered"
        ? `, ${numberOfOccurrences} times`
        : "";
  return `Every ${interval > 1 ? `${interval} ${many}` : one}${days}${limit}`;
}
