/** `mailbox.item` in its four shapes: message or appointment; read has plain values, compose asks for each. */
import { filled } from "./arguments.js";
import { bodyOf } from "./body.js";
import { Handlers } from "./events.js";
import * as fields from "./fields.js";
import { categories, customProperties, internetHeaders, sessionData } from "./storage.js";
import { method, property } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client @typedef {import("./types.js").ItemSnapshot} Snapshot */
/** @typedef {import("./body.js").Ask} Ask @typedef {import("./members.js").Item} Item */
/** @template T @typedef {import("./members.js").Table<T>} Table */

/** The item that is open. @param {Client} client @param {Snapshot|null} snapshot @returns {Item|null} */
export function itemOf(client, snapshot) {
  if (!snapshot) return null;
  const handlers = new Handlers(eventsOf(client, snapshot));
  /** @type {Ask} */
  const ask = (name, ...args) => client.channel.call(`item.${name}`, snapshot.key, ...args);
  client.channel.on("itemEvent", ({ key, type, detail }) => {
    if (key === snapshot.key) handlers.raise(type, detail);
  });
  const every = { ...common(client, snapshot, ask), ...handlers.members("1.7") };
  const shapes = snapshot.mode === "read" ? READ : COMPOSE;
  return shapes[snapshot.kind](client, snapshot, ask, every);
}

/** What happens to such an item. @param {Client} client @param {Snapshot} snapshot */
function eventsOf(client, { kind, mode }) {
  const attachments = mode === "compose" && client.isSetSupported("Mailbox", "1.8") ? ["olkAttachmentsChanged"] : [];
  return [...(kind === "appointment" ? ["olkAppointmentTimeChanged"] : []), "olkRecipientsChanged", ...attachments];
}

/**
 * @param {Client} client @param {Snapshot} snapshot @param {Ask} ask @returns {Table<import("./members.js").AnyItem>}
 */
function common(client, snapshot, ask) {
  return {
    itemType: property("1.1", "ReadItem", snapshot.kind),
    body: property("1.1", "ReadItem", bodyOf(client, ask, snapshot)),
    categories: property("1.8", "ReadItem", categories(client, ask, snapshot)),
    loadCustomPropertiesAsync: method("1.1", "ReadItem", 0, () => customProperties(client, ask)),
    getAttachmentContentAsync: method("1.8", "ReadItem", 1, (id) => ask("getAttachmentContent", filled("attachmentId", id))),
  };
}

/** @param {Client} client @param {Snapshot} snapshot @returns {Table<import("./members.js").ReadItem>} */
function read(client, snapshot) {
  return {
    itemId: property("1.1", "ReadItem", client.profile.mobile ? restId(snapshot.itemId ?? "") : snapshot.itemId ?? ""),
    itemClass: property("1.1", "ReadItem", snapshot.kind === "message" ? "IPM.Note" : "IPM.Appointment"),
    subject: property("1.1", "ReadItem", snapshot.subject),
    normalizedSubject: property("1.1", "ReadItem", snapshot.subject.replace(/^((re|fwd?|aw|wg):\s*)+/i, "")),
    attachments: property("1.1", "ReadItem", snapshot.attachments),
    dateTimeCreated: property("1.1", "ReadItem", new Date(snapshot.created)),
    dateTimeModified: property("1.1", "ReadItem", new Date(snapshot.modified)),
  };
}

const READ = {
  /**
   * @param {Client} client @param {Snapshot} snapshot @param {Ask} ask
   * @param {Table<import("./members.js").AnyItem>} every @returns {Office.MessageRead}
   */
  message: (client, snapshot, ask, every) =>
    client.surface("item", {
      ...every,
      ...read(client, snapshot),
      conversationId: property("1.1", "ReadItem", snapshot.conversationId),
      internetMessageId: property("1.1", "ReadItem", snapshot.internetMessageId),
      from: property("1.1", "ReadItem", /** @type {Office.EmailAddressDetails} */ (snapshot.from)),
      sender: property("1.1", "ReadItem", /** @type {Office.EmailAddressDetails} */ (snapshot.sender)),
      to: property("1.1", "ReadItem", snapshot.to),
      cc: property("1.1", "ReadItem", snapshot.cc),
      getAllInternetHeadersAsync: method("1.8", "ReadItem", 0, () => ask("getAllHeaders")),
      getAsFileAsync: method("1.14", "ReadItem", 0, () => ask("getAsFile")),
    }),

  /**
   * @param {Client} client @param {Snapshot} snapshot @param {Ask} _ask
   * @param {Table<import("./members.js").AnyItem>} every @returns {Office.AppointmentRead}
   */
  appointment: (client, snapshot, _ask, every) =>
    client.surface("item", {
      ...every,
      ...read(client, snapshot),
      organizer: property("1.1", "ReadItem", /** @type {Office.EmailAddressDetails} */ (snapshot.organizer)),
      requiredAttendees: property("1.1", "ReadItem", snapshot.to),
      optionalAttendees: property("1.1", "ReadItem", snapshot.cc),
      start: property("1.1", "ReadItem", new Date(snapshot.start ?? 0)),
      end: property("1.1", "ReadItem", new Date(snapshot.end ?? 0)),
      location: property("1.1", "ReadItem", snapshot.location),
    }),
};

/** @param {Client} client @param {Ask} ask @returns {Table<import("./members.js").DraftItem>} */
function draft(client, ask) {
  return {
    subject: property("1.1", "ReadItem", fields.subject(client, ask)),
    saveAsync: method("1.3", "ReadWriteItem", 0, () => ask("save")),
    getItemIdAsync: method("1.8", "ReadItem", 0, () => ask("getItemId")),
    getAttachmentsAsync: method("1.8", "ReadItem", 0, () => ask("getAttachments")),
    sessionData: property("1.11", "ReadItem", sessionData(client, ask)),
  };
}

const COMPOSE = {
  /**
   * @param {Client} client @param {Snapshot} snapshot @param {Ask} ask
   * @param {Table<import("./members.js").AnyItem>} every @returns {Office.MessageCompose}
   */
  message: (client, snapshot, ask, every) =>
    client.surface("item", {
      ...every,
      ...draft(client, ask),
      conversationId: property("1.1", "ReadItem", snapshot.conversationId),
      to: property("1.1", "ReadItem", fields.people(client, ask, "to")),
      cc: property("1.1", "ReadItem", fields.people(client, ask, "cc")),
      bcc: property("1.1", "ReadItem", fields.people(client, ask, "bcc")),
      from: property("1.7", "ReadItem", fields.author(client, ask, "from")),
      internetHeaders: property("1.8", "ReadItem", internetHeaders(client, ask)),
      getComposeTypeAsync: method("1.10", "ReadItem", 0, () => ask("getComposeType")),
    }),

  /**
   * @param {Client} client @param {Snapshot} _snapshot @param {Ask} ask
   * @param {Table<import("./members.js").AnyItem>} every @returns {Office.AppointmentCompose}
   */
  appointment: (client, _snapshot, ask, every) =>
    client.surface("item", {
      ...every,
      ...draft(client, ask),
      requiredAttendees: property("1.1", "ReadItem", fields.people(client, ask, "to")),
      optionalAttendees: property("1.1", "ReadItem", fields.people(client, ask, "cc")),
      organizer: property("1.7", "ReadItem", fields.author(client, ask, "organizer")),
      start: property("1.1", "ReadItem", fields.time(client, ask, "start")),
      end: property("1.1", "ReadItem", fields.time(client, ask, "end")),
      location: property("1.1", "ReadItem", fields.place(client, ask)),
    }),
};

/** Mobile clients already have the format of Graph. @param {string} id in the format of EWS */
export function restId(id) {
  return id.replaceAll("/", "-").replaceAll("+", "_");
}
