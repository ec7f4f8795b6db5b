/** `mailbox.item` in its four shapes: message or appointment; read has plain values, compose asks for each. */
import { bodyOf } from "./body.js";
import { Handlers } from "./events.js";
import * as fields from "./fields.js";
import { categories, customProperties, internetHeaders, sessionData } from "./storage.js";
import { method, property } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client @typedef {import("./types.js").ItemSnapshot} Snapshot */
/** @typedef {import("./body.js").Ask} Ask @typedef {Record<string, import("./types.js").Member>} Members */

const CHANGES = ["olkRecipientsChanged", "olkAttachmentsChanged", "olkAppointmentTimeChanged"];

/** The item that is open. @param {Client} client @param {Snapshot|null} snapshot */
export function itemOf(client, snapshot) {
  if (!snapshot) return null;
  const handlers = new Handlers(CHANGES);
  /** @type {Ask} */
  const ask = (name, ...args) => client.channel.call(`item.${name}`, snapshot.key, ...args);
  const members = { ...common(client, snapshot, ask), ...shape(client, snapshot, ask), ...handlers.members("1.7") };
  const item = client.surface("", members);
  client.channel.on("itemEvent", ({ key, type, detail }) => {
    if (key === snapshot.key) handlers.raise(type, detail);
  });
  return item;
}

/** @param {Client} client @param {Snapshot} snapshot @param {Ask} ask @returns {Members} */
function common(client, snapshot, ask) {
  return {
    itemType: property("1.1", "ReadItem", snapshot.kind),
    conversationId: property("1.1", "ReadItem", snapshot.conversationId),
    dateTimeCreated: property("1.1", "ReadItem", new Date(snapshot.created)),
    body: property("1.1", "ReadItem", bodyOf(client, ask, snapshot.mode)),
    categories: property("1.8", "ReadItem", categories(client, ask)),
    loadCustomPropertiesAsync: method("1.1", "ReadItem", 0, () => customProperties(client, ask)),
    getAttachmentContentAsync: method("1.8", "ReadItem", 1, (id) => ask("getAttachmentContent", id)),
  };
}

/** @param {Client} client @param {Snapshot} snapshot @param {Ask} ask @returns {Members} */
function shape(client, snapshot, ask) {
  const one = snapshot.kind === "message";
  if (snapshot.mode === "read") return { ...read(client, snapshot), ...(one ? received(snapshot, ask) : attended(snapshot)) };
  return { ...draft(client, ask), ...(one ? written(client, ask) : planned(client, ask)) };
}

/** @param {Client} client @param {Snapshot} snapshot @returns {Members} */
function read(client, snapshot) {
  return {
    itemId: property("1.1", "ReadItem", client.profile.mobile ? restId(snapshot.itemId) : snapshot.itemId),
    itemClass: property("1.1", "ReadItem", snapshot.kind === "message" ? "IPM.Note" : "IPM.Appointment"),
    subject: property("1.1", "ReadItem", snapshot.subject),
    normalizedSubject: property("1.1", "ReadItem", snapshot.subject.replace(/^((re|fwd?|aw|wg):\s*)+/i, "")),
    attachments: property("1.1", "ReadItem", snapshot.attachments),
  };
}

/** @param {Snapshot} snapshot @param {Ask} ask @returns {Members} */
function received(snapshot, ask) {
  return {
    internetMessageId: property("1.1", "ReadItem", snapshot.internetMessageId),
    from: property("1.1", "ReadItem", snapshot.from),
    sender: property("1.1", "ReadItem", snapshot.from),
    to: property("1.1", "ReadItem", snapshot.to),
    cc: property("1.1", "ReadItem", snapshot.cc),
    getAllInternetHeadersAsync: method("1.8", "ReadItem", 0, () => ask("getAllHeaders")),
    getAsFileAsync: method("1.14", "ReadItem", 0, () => ask("getAsFile")),
  };
}

/** @param {Snapshot} snapshot @returns {Members} */
function attended(snapshot) {
  return {
    organizer: property("1.1", "ReadItem", snapshot.organizer),
    requiredAttendees: property("1.1", "ReadItem", snapshot.to),
    optionalAttendees: property("1.1", "ReadItem", snapshot.cc),
    start: property("1.1", "ReadItem", new Date(snapshot.start ?? 0)),
    end: property("1.1", "ReadItem", new Date(snapshot.end ?? 0)),
    location: property("1.1", "ReadItem", snapshot.location),
  };
}

/** @param {Client} client @param {Ask} ask @returns {Members} */
function draft(client, ask) {
  return {
    subject: property("1.1", "ReadItem", fields.subject(client, ask)),
    saveAsync: method("1.3", "ReadWriteItem", 0, () => ask("save")),
    getItemIdAsync: method("1.8", "ReadItem", 0, () => ask("getItemId")),
    getAttachmentsAsync: method("1.8", "ReadItem", 0, () => ask("getAttachments")),
    sessionData: property("1.11", "ReadItem", sessionData(client, ask)),
    close: { since: "1.3", level: "Restricted", value: () => void ask("close") },
  };
}

/** @param {Client} client @param {Ask} ask @returns {Members} */
function written(client, ask) {
  return {
    to: property("1.1", "ReadItem", fields.people(client, ask, "to")),
    cc: property("1.1", "ReadItem", fields.people(client, ask, "cc")),
    bcc: property("1.1", "ReadItem", fields.people(client, ask, "bcc")),
    from: property("1.7", "ReadItem", fields.author(client, ask, "from")),
    internetHeaders: property("1.8", "ReadItem", internetHeaders(client, ask)),
    getComposeTypeAsync: method("1.10", "ReadItem", 0, () => ask("getComposeType")),
  };
}

/** @param {Client} client @param {Ask} ask @returns {Members} */
function planned(client, ask) {
  return {
    requiredAttendees: property("1.1", "ReadItem", fields.people(client, ask, "to")),
    optionalAttendees: property("1.1", "ReadItem", fields.people(client, ask, "cc")),
    organizer: property("1.7", "ReadItem", fields.author(client, ask, "organizer")),
    start: property("1.1", "ReadItem", fields.time(client, ask, "start")),
    end: property("1.1", "ReadItem", fields.time(client, ask, "end")),
    location: property("1.1", "ReadItem", fields.place(client, ask)),
  };
}

/** Mobile clients already have the format of Graph. @param {string|null} id in the format of EWS */
export function restId(id) {
  return id === null ? null : id.replaceAll("/", "-").replaceAll("+", "_");
}
