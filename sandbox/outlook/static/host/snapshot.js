/** What the add-in's page learns of an item at once; the rest it asks for. */

/** @typedef {import("../office/types.js").ItemSnapshot} Snapshot @typedef {import("../office/types.js").Person} Person */
/** @typedef {{name?: string, address?: string, displayName?: string, emailAddress?: string}} AnyPerson */
/**
 * An item as the mailbox's page describes it; ids in Graph's format (restId) or that of EWS (itemId).
 * @typedef {object} Descriptor
 * @property {"message"|"appointment"} kind @property {"read"|"compose"} mode
 * @property {string|null} [restId] @property {string|null} [itemId] @property {string} [subject]
 * @property {string} [internetMessageId] @property {string} [conversationId] @property {string} [created]
 * @property {AnyPerson|null} [from] @property {AnyPerson|null} [organizer]
 * @property {AnyPerson[]} [to] required attendees of an appointment @property {AnyPerson[]} [cc] optional ones
 * @property {any[]} [attachments] @property {string} [start] @property {string} [end] @property {string} [location]
 */

/** @param {Descriptor} item @param {number} key @returns {Snapshot} */
export function snapshotOf(item, key) {
  return {
    key,
    kind: item.kind,
    mode: item.mode,
    itemId: item.itemId ?? (item.restId ? ewsId(item.restId) : null),
    subject: item.subject ?? "",
    internetMessageId: item.internetMessageId ?? "",
    conversationId: item.conversationId ?? "",
    from: item.from ? person(item.from) : null,
    organizer: item.organizer ? person(item.organizer) : null,
    to: (item.to ?? []).map(person),
    cc: (item.cc ?? []).map(person),
    attachments: (item.attachments ?? []).map(attachment),
    start: item.start ?? null,
    end: item.end ?? null,
    location: item.location ?? "",
    created: item.created ?? new Date(0).toISOString(),
  };
}

/** @param {AnyPerson} one @returns {Person} */
export function person(one) {
  const emailAddress = one.emailAddress ?? one.address ?? "";
  return { displayName: one.displayName ?? one.name ?? emailAddress, emailAddress, recipientType: "other" };
}

/** @param {any} file @returns {import("../office/types.js").AttachmentRow} */
export function attachment(file) {
  return {
    id: ewsId(file.id),
    name: file.name,
    contentType: file.contentType ?? "application/octet-stream",
    size: file.size ?? 0,
    isInline: Boolean(file.isInline ?? file.inline),
    attachmentType: file.attachmentType ?? "file",
  };
}

/** @param {string} id in Graph's format */
export function ewsId(id) {
  return id.replaceAll("-", "/").replaceAll("_", "+");
}

/** @param {string} id in the format of EWS */
export function graphId(id) {
  return id.replaceAll("/", "-").replaceAll("+", "_");
}
