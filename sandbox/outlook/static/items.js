// What the add-in is told of an item, and what it may do with it: read messages and events. Those being written are
// in mail/compose_item.js and calendar/form_item.js.
import { bytes, get, part, patch, rows } from "./graph.js";

/** Graph's id as EWS writes it, which is what Office.js calls itemId. */
export const ewsId = (restId) => restId && restId.replaceAll("-", "/").replaceAll("_", "+");

export const person = (recipient) => ({
  name: recipient?.emailAddress?.name ?? "",
  address: recipient?.emailAddress?.address ?? "",
});

/** As the add-in writes people, or as we do: `{name, address}`. */
export const fromAddin = (one) => ({
  name: one.name ?? one.displayName ?? "",
  address: one.address ?? one.emailAddress ?? "",
});

const people = (list) => (list ?? []).map(person);

const files = (list) =>
  list.map(({ id, name, contentType, size, isInline }) => ({
    id,
    name,
    contentType,
    size,
    isInline: Boolean(isInline),
  }));

/** path: `messages` or `events`; found: the item's JSON with `attachmentList`. */
function shared(path, found, reload) {
  const one = `${path}/${part(found.id)}`;
  const names = async () => (await get(`${one}?$select=categories`)).categories;
  const save = async (categories) => {
    await patch(one, { categories });
    await reload();
  };
  return {
    getBody: async (type) =>
      (await get(`${one}?$select=body`, { Prefer: `outlook.body-content-type="${type === "text" ? "text" : "html"}"` }))
        .body.content,
    getAttachments: async () => files(await rows(`${one}/attachments?$select=id,name,contentType,size,isInline`)),
    getAttachmentContent: async (id) => content(await bytes(`${one}/attachments/${part(id)}/$value`)),
    getCategories: names,
    addCategories: async (more) => save([...new Set([...(await names()), ...more])]),
    removeCategories: async (fewer) => save((await names()).filter((name) => !fewer.includes(name))),
  };
}

/** Base64, as Office.js gives an attachment. */
export function content(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ content: String(reader.result).split(",")[1] ?? "", format: "base64" });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** A message that is read. reload: called after a change. */
export function messageItem(message, reload) {
  const fields = { to: people(message.toRecipients), cc: people(message.ccRecipients), from: person(message.from) };
  return {
    ...shared("messages", message, reload),
    getRecipients: async (field) => (field === "from" ? [fields.from] : (fields[field] ?? [])),
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
      categories: message.categories,
      start: null,
      end: null,
      location: null,
      organizer: null,
    },
  };
}

/** An event that is read. */
export function eventItem(event, reload) {
  const kinds = { required: [], optional: [], resource: [] };
  for (const each of event.attendees ?? [])
    (kinds[each.type] ?? kinds.required).push({ ...person(each), response: each.status?.response });
  return {
    ...shared("events", event, reload),
    getRecipients: async (field) =>
      ({ to: kinds.required, cc: kinds.optional, required: kinds.required, optional: kinds.optional })[field] ?? [],
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
      categories: event.categories,
    },
  };
}
