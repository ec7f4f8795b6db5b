/** What the add-in's page learns of an item at once; the rest it asks for. */
import { AddressBook } from "./address_book.js";

/**
 * @typedef {import("../office/types.js").ItemSnapshot} Snapshot
 * @typedef {import("./address_book.js").AnyPerson} AnyPerson
 */
/**
 * A file as Graph describes it, or as the page keeps it.
 * @typedef {object} AnyFile
 * @property {string} id @property {string} name @property {string|null} [contentType] @property {number} [size] bytes
 * @property {boolean} [isInline] @property {boolean} [inline] @property {string} [contentId]
 * @property {"file"|"item"|"cloud"} [attachmentType]
 */
/**
 * An item as the mailbox's page describes it; ids in Graph's format (restId) or that of EWS (itemId).
 * @typedef {object} Descriptor
 * @property {"message"|"appointment"} kind @property {"read"|"compose"} mode
 * @property {string|null} [restId] @property {string|null} [itemId] @property {string} [subject]
 * @property {string|null} [internetMessageId] @property {string|null} [conversationId]
 * @property {string} [created] @property {string} [modified]
 * @property {"html"|"text"} [bodyType] of a draft @property {"newMail"|"reply"|"forward"} [composeType]
 * @property {AnyPerson|null} [from] @property {AnyPerson|null} [sender] @property {AnyPerson|null} [organizer]
 * @property {AnyPerson[]} [to] required attendees of an appointment @property {AnyPerson[]} [cc] optional ones
 * @property {AnyFile[]} [attachments]
 * @property {string|null} [start] @property {string|null} [end] @property {string|null} [location]
 */

/** @param {Descriptor} item @param {number} key @param {AddressBook} book @returns {Snapshot} */
export function snapshotOf(item, key, book) {
  const one = (/** @type {AnyPerson|null|undefined} */ found) => (found ? book.person(found) : null);
  const created = item.created ?? new Date(0).toISOString();
  return {
    key,
    kind: item.kind,
    mode: item.mode,
    itemId: item.itemId ?? (item.restId ? ewsId(item.restId) : null),
    subject: item.subject ?? "",
    internetMessageId: item.internetMessageId ?? "",
    conversationId: item.conversationId ?? "",
    bodyType: item.bodyType ?? "html",
    composeType: item.composeType ?? "newMail",
    from: one(item.from),
    sender: one(item.sender ?? item.from),
    organizer: one(item.organizer),
    ...book.lists(item),
    attachments: (item.attachments ?? []).map(attachment),
    start: item.start ?? null,
    end: item.end ?? null,
    location: item.location ?? "",
    created,
    modified: item.modified ?? created,
  };
}

/** @param {AnyFile} file @returns {Office.AttachmentDetails} */
export function attachment(file) {
  return {
    id: ewsId(file.id),
    name: file.name,
    contentId: file.contentId ?? "",
    contentType: file.contentType ?? "application/octet-stream",
    size: file.size ?? 0,
    isInline: Boolean(file.isInline ?? file.inline),
    attachmentType: file.attachmentType ?? "file",
  };
}

/** Of a draft, where nobody tells the content type. @param {AnyFile} file @returns {Office.AttachmentDetailsCompose} */
export function draftAttachment(file) {
  const { contentType: _, ...known } = attachment(file);
  return { ...known, isServiceAccessible: false };
}

/** @param {string} id in Graph's format */
export function ewsId(id) {
  return id.replaceAll("-", "/").replaceAll("_", "+");
}

/** @param {string} id in the format of EWS */
export function graphId(id) {
  return id.replaceAll("/", "-").replaceAll("+", "_");
}
