/** The parts of an item in compose: each an object with getAsync, setAsync and, for people, addAsync. */
import { ArgumentError, moment, text } from "./arguments.js";
import { failure } from "./results.js";
import { method } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client @typedef {import("./body.js").Ask} Ask */
/** @typedef {import("./types.js").Person} Person */

const LONGEST_LINE = 255; // of subject and location, in characters

/**
 * @param {Client} client @param {Ask} ask @param {"to"|"cc"|"bcc"} field of either kind @returns {Office.Recipients}
 */
export function people(client, ask, field) {
  const limits = client.profile.recipients;
  const read = () => ask("getRecipients", field);
  const write = (/** @type {Person[]} */ list) => {
    if (list.length > limits.inField) throw failure("NumberOfRecipientsExceeded");
    return ask("setRecipients", field, list);
  };
  return client.surface("recipients", {
    getAsync: method("1.1", "ReadItem", 0, async () => (await read()).slice(0, limits.returned)),
    setAsync: method("1.1", "ReadWriteItem", 1, (list) => write(checked(list, limits.inCall))),
    addAsync: method("1.1", "ReadWriteItem", 1, (list) => {
      const more = checked(list, limits.inCall);
      return read().then((before) => write([...before, ...more]));
    }),
  });
}

/** @param {unknown} list of addresses or `{displayName, emailAddress}` @param {number} most @returns {any[]} */
function checked(list, most) {
  if (!Array.isArray(list)) throw new ArgumentError("Argument", "recipients");
  if (list.length > most) throw failure("NumberOfRecipientsExceeded");
  return list.map((one) => {
    if (typeof one === "string" && one) return { displayName: one, emailAddress: one };
    if (!one?.displayName && !one?.emailAddress) throw new ArgumentError("Argument", "recipients");
    return one;
  });
}

/** @param {string} name of the argument @param {unknown} value */
function line(name, value) {
  if (text(name, value).length > LONGEST_LINE) throw failure("DataExceedsMaximumSize");
  return value;
}

/** @param {Client} client @param {Ask} ask @returns {Office.Subject} */
export function subject(client, ask) {
  return client.surface("subject", {
    getAsync: method("1.1", "ReadItem", 0, () => ask("getField", "subject")),
    setAsync: method("1.1", "ReadWriteItem", 1, (value) => ask("setField", "subject", line("subject", value))),
  });
}

/** @param {Client} client @param {Ask} ask @param {"start"|"end"} field @returns {Office.Time} */
export function time(client, ask, field) {
  return client.surface(field, {
    getAsync: method("1.1", "ReadItem", 0, async () => new Date(await ask("getField", field))),
    setAsync: method("1.1", "ReadWriteItem", 1, (value) => {
      const wanted = moment("dateTime", value).toISOString();
      return field === "start" ? ask("setField", field, wanted) : setEnd(ask, wanted);
    }),
  });
}

/**
 * A start takes the end along, as in the form; an end before the start is an error.
 * @param {Ask} ask @param {string} wanted
 */
async function setEnd(ask, wanted) {
  if (new Date(wanted) < new Date(await ask("getField", "start"))) throw failure("InvalidEndTime");
  await ask("setField", "end", wanted);
}

/** @param {Client} client @param {Ask} ask @returns {Office.Location} */
export function place(client, ask) {
  return client.surface("location", {
    getAsync: method("1.1", "ReadItem", 0, () => ask("getField", "location")),
    setAsync: method("1.1", "ReadWriteItem", 1, (value) => ask("setField", "location", line("location", value))),
  });
}

/**
 * `from` of a message and `organizer` of an appointment: always a user of the server, so without recipientType.
 * @param {Client} client @param {Ask} ask @param {"from"|"organizer"} field @returns {Office.From & Office.Organizer}
 */
export function author(client, ask, field) {
  return client.surface(field, {
    getAsync: method("1.7", "ReadItem", 0, async () => {
      const { recipientType: _, ...one } = await ask("getField", field);
      return one;
    }),
  });
}
