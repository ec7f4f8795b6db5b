// Dates, sizes and names as people read them, in the mailbox's time zone and by the sandbox's clock.

let zone = "UTC";
let offset = 0;
const DAY = 86_400_000;

/** @param {string} timeZone IANA name @param {string} now the sandbox's clock when the page was made (ISO 8601) */
export function settle(timeZone, now) {
  zone = timeZone;
  offset = Date.parse(now) - Date.now();
}

/** The sandbox's now. */
export const now = () => new Date(Date.now() + offset);

/** @param {Date} date @param {Intl.DateTimeFormatOptions} options */
const format = (date, options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(date);

/** A moment's local date in the mailbox's zone, `2026-03-02`. @param {Date} date */
export function localDay(date) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(
    date,
  );
}

/** A moment's local date and time, `2026-03-02T09:05`. @param {Date} date */
export function localMinute(date) {
  return `${localDay(date)}T${format(date, { hour: "2-digit", minute: "2-digit", hour12: false })}`;
}

/** The moment at which the mailbox's zone shows that local minute, ISO 8601 in UTC. @param {string} local */
export function momentOf(local) {
  const wanted = Date.parse(`${local.slice(0, 16)}Z`);
  let found = wanted;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  for (let round = 0; round < 2; round += 1) found += wanted - Date.parse(`${localMinute(new Date(found))}Z`);
  return new Date(found).toISOString();
}

/** Short, as in a list: the time today, the weekday in the last week, the date else. @param {string} iso */
export function shortDate(iso) {
  const date = new Date(iso);
  const age = Date.parse(localDay(now())) - Date.parse(localDay(date));
  if (age === 0) return format(date, { hour: "2-digit", minute: "2-digit" });
  if (age > 0 && age < 6 * DAY) return format(date, { weekday: "short", hour: "2-digit", minute: "2-digit" });
  return format(date, { day: "2-digit", month: "2-digit", year: "numeric" });
}

/** Whole, as above a message. @param {string} iso */
export function longDate(iso) {
  return format(new Date(iso), {
    weekday: "short",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** The group of a list that a moment belongs to. @param {string} iso */
export function period(iso) {
  const age = (Date.parse(localDay(now())) - Date.parse(localDay(new Date(iso)))) / DAY;
  if (age <= 0) return "Today";
  if (age < 2) return "Yesterday";
  if (age < 7) return "This week";
  return age < 31 ? "This month" : "Older";
}

/**
 * A day or a minute written without a zone, as in an event's dateTime, in other words.
 * @param {string} text @param {Intl.DateTimeFormatOptions} options
 */
export function wallDate(text, options) {
  const whole = text.length === 10 ? `${text}T00:00` : text.slice(0, 16);
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(new Date(`${whole}Z`));
}

/** The day some days after another, both `2026-03-02`. @param {string} day */
export function dayAfter(day, days = 1) {
  return new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** The first letters of a name, for its persona. @param {string} name */
export function initials(name) {
  const words = String(name)
    .replace(/[(<@].*$/, "")
    .match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? ["?"];
  return (words[0][0] + (words.length > 1 ? words[words.length - 1][0] : "")).toUpperCase();
}

/** One of eight, the same for the same name. @param {string} name */
export function tint(name) {
  let sum = 0;
  for (const letter of String(name)) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 8;
}

/** @param {number} number @param {string} one @param {string} many */
export const plural = (number, one, many) => `${number} ${number === 1 ? one : many}`;
