// What the add-in is told of an item, and what it may do with it: read messages and events. Those being written are
// in mail/compose_item.js and calendar/form_item.js.
import { bytes, get, part, patch, rows } from "./graph.js";

/** @typedef {import("./types.js").Address} Address @typedef {import("./types.js").Item} Item */
/** @typedef {import("./types.js").Attachment} Attachment @typedef {import("./types.js").Recipient} Recipient */

/**
 * Graph's id as EWS writes it, which is what Office.js calls itemId.
 * @template {string|null|undefined} T @param {T} restId
 */
export const ewsId = (restId) => restId && restId.replaceAll("-", "/").replaceAll("_", "+");

/** @param {Recipient} [recipient] @returns {Address} */
export const person = (recipient) => ({
  name: recipient?.emailAddress?.name ?? "",
  address: recipient?.emailAddress?.address ?? "",
});

/**
 * As the add-in writes people, or as we do: `{name, address}`.
 * @param {import("./host/address_book.js").AnyPerson} one @returns {Address}
 */
export const fromAddin = (one) => ({
  name: one.name ?? one.displayName ?? "",
  address: one.address ?? one.emailAddress ?? "",
});

/** @param {Recipient[]} [list] */
const people = (list) => (list ?? []).map(person);

/** @param {Attachment[]} list */
export const files = (list) =>
  list.map(({ id, name, contentType, size, isInline, "@odata.type": kind }) => ({
    id,
    name,
    contentType,
    size,
    isInline: Boolean(isInline),
    attachmentType: /** @type {"item"|"file"} */ (kind?.endsWith("itemAttachment") ? "item" : "file"),
  }));

/** @param {"messages"|"events"} path @param {{id: string}} found @param {() => unknown} reload */
function shared(path, found, reload) {
  const one = `${path}/${part(found.id)}`;
  const names = async () => (await get(`${one}?$select=categories`)).categories;
  const save = async (/** @type {string[]} */ categories) => {
    await patch(one, { categories });
    await reload();
  };
  return {
    getBody: async (/** @type {string} */ type) =>
      (await get(`${one}?$select=body`, { Prefer: `outlook.body-content-type="${type === "text" ? "text" : "html"}"` }))
        .body.content,
    getAttachments: async () => files(await rows(`${one}/attachments?$select=id,name,contentType,size,isInline`)),
    getAttachmentContent: async (/** @type {string} */ id) => content(await bytes(`${one}/attachments/${part(id)}/$value`)),
    getCategories: names,
    addCategories: async (/** @type {string[]} */ more) => save([...new Set([...(await names()), ...more])]),
    removeCategories: async (/** @type {string[]} */ fewer) =>
      save((await names()).filter((/** @type {string} */ name) => !fewer.includes(name))),
  };
}

/**
 * Base64, as Office.js gives an attachment.
 * @param {Blob} blob @returns {Promise<{content: string, format: string}>}
 */
export function content(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ content: String(reader.result).split(",")[1] ?? "", format: "base64" });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}

/**
 * A message that is read.
 * @param {import("./types.js").Message} message @param {() => unknown} reload called after a change @returns {Item}
 */
export function messageItem(message, reload) {
  const fields = { to: people(message.toRecipients), cc: people(message.ccRecipients), from: person(message.from) };
  return {
    ...shared("messages", message, reload),
    getRecipients: async (/** @type {"to"|"cc"} */ field) => fields[field],
    descriptor: {
      kind: "message",
      mode: "read",
      restId: message.id,
      itemId: ewsId(message.id),
      subject: message.subject,
      internetMessageId: message.internetMessageId,
      conversationId: ewsId(message.conversationId),
      ...fields,
      sender: person(message.sender ?? message.from),
      created: message.createdDateTime,
      modified: message.lastModifiedDateTime,
      attachments: files(message.attachmentList ?? []),
      start: null,
      end: null,
      location: null,
      organizer: null,
    },
  };
}

/**
 * An event that is read.
 * @param {import("./types.js").CalendarEvent} event @param {() => unknown} reload called after a change
 * @returns {Item}
 */
export function eventItem(event, reload) {
  /** @type {Record<string, (Address & {response?: string})[]>} */
  const kinds = { required: [], optional: [], resource: [] };
  for (const each of event.attendees ?? [])
    (kinds[each.type] ?? kinds.required).push({ ...person(each), response: each.status?.response });
  return {
    ...shared("events", event, reload),
    getRecipients: async (/** @type {string} */ field) => (field === "cc" ? kinds.optional : kinds.required),
    descriptor: {
      kind: "appointment",
      mode: "read",
      restId: event.id,
      itemId: ewsId(event.id),
      subject: event.subject ?? "",
      internetMessageId: null,
      conversationId: null,
      from: person(event.organizer),
      to: kinds.required,
      cc: kinds.optional,
      organizer: person(event.organizer),
      start: event.startUtc,
      end: event.endUtc,
      location: event.location?.displayName ?? "",
      created: event.createdDateTime,
      modified: event.lastModifiedDateTime,
      attachments: files(event.attachmentList ?? []),
    },
  };
}
