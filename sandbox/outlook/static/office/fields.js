/** The parts of an item in compose: each an object with getAsync, setAsync and, for people, addAsync. */
import { failure } from "./results.js";
import { method } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client @typedef {import("./body.js").Ask} Ask */

const MOST_PEOPLE = 500; // as the reference says: entries in one call of setAsync; 100 in addAsync
const MOST_ADDED = 100;
const LONGEST_SUBJECT = 255;

/** @param {Client} client @param {Ask} ask @param {string} field to, cc or bcc of either kind */
export function people(client, ask, field) {
  const read = () => ask("getRecipients", field);
  return client.surface("recipients", {
    getAsync: method("1.1", "ReadItem", 0, read),
    setAsync: method("1.1", "ReadWriteItem", 1, (list) => ask("setRecipients", field, checked(list, MOST_PEOPLE))),
    addAsync: method("1.1", "ReadWriteItem", 1, async (list) =>
      ask("setRecipients", field, [...(await read()), ...checked(list, MOST_ADDED)]),
    ),
  });
}

/** @param {any} list of addresses or `{displayName, emailAddress}` @param {number} most */
function checked(list, most) {
  if (!Array.isArray(list)) throw failure("InvalidParameterValueError");
  if (list.length > most) throw failure("NumberOfRecipientsExceeded");
  return list.map((one) => (typeof one === "string" ? { displayName: one, emailAddress: one } : one));
}

/** @param {Client} client @param {Ask} ask */
export function subject(client, ask) {
  return client.surface("subject", {
    getAsync: method("1.1", "ReadItem", 0, () => ask("getField", "subject")),
    setAsync: method("1.1", "ReadWriteItem", 1, (value) => {
      if (String(value).length > LONGEST_SUBJECT) throw failure("DataExceedsMaximumSize");
      return ask("setField", "subject", String(value));
    }),
  });
}

/** @param {Client} client @param {Ask} ask @param {"start"|"end"} field */
export function time(client, ask, field) {
  return client.surface(field, {
    getAsync: method("1.1", "ReadItem", 0, async () => new Date(await ask("getField", field))),
    setAsync: method("1.1", "ReadWriteItem", 1, (value) => ask("setField", field, value.toISOString())),
  });
}

/** @param {Client} client @param {Ask} ask */
export function place(client, ask) {
  return client.surface("location", {
    getAsync: method("1.1", "ReadItem", 0, () => ask("getField", "location")),
    setAsync: method("1.1", "ReadWriteItem", 1, (value) => ask("setField", "location", String(value))),
  });
}

/** `from` of a message and `organizer` of an appointment. @param {Client} client @param {Ask} ask @param {string} field */
export function author(client, ask, field) {
  return client.surface(field, { getAsync: method("1.7", "ReadItem", 0, () => ask("getField", field)) });
}
