/** The open item of Outlook as plain values: read items have properties, drafts answer `getAsync` calls. */
/* global Office */
import { asked, profile, supports } from "./office.js";
import { recall, write } from "./stored.js";

/** @typedef {import("./types.js").Item} Item @typedef {import("./types.js").Participant} Participant */

/** @type {WeakMap<object, string>} of drafts, as long as they are open */
const keys = new WeakMap();

/** @returns {Promise<Item|null>} */
export async function readItem() {
  const open = /** @type {any} */ (Office.context.mailbox.item);
  if (!open) return null;
  const kind = open.itemType === Office.MailboxEnums.ItemType.Appointment ? "appointment" : "message";
  return typeof open.subject === "string" ? readReceived(open, kind) : readDraft(open, kind);
}

/** @param {any} open @param {"message"|"appointment"} kind @returns {Item} */
function readReceived(open, kind) {
  const [from] = participants(
    kind === "message" ? open.from : open.organizer,
    kind === "message" ? "from" : "organizer",
  );
  return {
    kind,
    mode: "read",
    itemId: open.itemId ?? null,
    messageId: open.internetMessageId || null,
    subject: open.subject,
    people: others(receivedPeople(open, kind)),
    from: from ?? null,
    attachments: (open.attachments ?? []).map(attachment),
    bodyText: () => bodyText(open),
    key: open.itemId || open.internetMessageId || "open",
    office: open,
  };
}

/** @param {any} open @param {string} kind */
function receivedPeople(open, kind) {
  if (kind === "message") {
    return [...participants(open.from, "from"), ...participants(open.to, "to"), ...participants(open.cc, "cc")];
  }
  return [
    ...participants(open.organizer, "organizer"),
    ...participants(open.requiredAttendees, "required"),
    ...participants(open.optionalAttendees, "optional"),
  ];
}

/** @param {any} open @param {"message"|"appointment"} kind @returns {Promise<Item>} */
async function readDraft(open, kind) {
  const roles = kind === "message" ? ["to", "cc", "bcc"] : ["requiredAttendees", "optionalAttendees"];
  const [subject, itemId, attachments, ...lists] = await Promise.all([
    value(open.subject),
    savedId(open),
    draftAttachments(open),
    ...roles.map((role) => value(open[role])),
  ]);
  const names = roles.map((role) => role.replace("Attendees", ""));
  return {
    kind,
    mode: "compose",
    itemId,
    messageId: null,
    subject: subject ?? "",
    people: others(lists.flatMap((list, at) => participants(list, names[at]))),
    from: null,
    attachments,
    bodyText: () => bodyText(open),
    key: keyOfDraft(open, itemId),
    office: open,
  };
}

/**
 * A draft has no lasting id before it is saved; opened again, it goes by the key that it had until then.
 * @param {object} open
 * @param {string|null} itemId
 */
function keyOfDraft(open, itemId) {
  const key = keys.get(open) ?? recall(`draft:${itemId}`, null) ?? `draft:${crypto.randomUUID()}`;
  keys.set(open, key);
  if (itemId) write(`draft:${itemId}`, key);
  return key;
}

/** A property of a draft, or null where the client does not have it. @param {any} property */
function value(property) {
  return property ? asked((done) => property.getAsync(done)).catch(() => null) : null;
}

/** @param {any} open @returns {Promise<string|null>} */
async function savedId(open) {
  if (!supports("Mailbox", "1.8") || !open.getItemIdAsync) return null;
  return asked((done) => open.getItemIdAsync(done)).then(String, () => null);
}

/** @param {any} open */
async function draftAttachments(open) {
  if (!supports("Mailbox", "1.8") || !open.getAttachmentsAsync) return [];
  const found = await asked((done) => open.getAttachmentsAsync(done)).catch(() => []);
  return /** @type {any[]} */ (found).map(attachment);
}

/** @param {any} file an AttachmentDetails of either mode @returns {import("./types.js").Attachment} */
function attachment(file) {
  return {
    id: file.id,
    name: file.name,
    size: file.size ?? 0,
    inline: Boolean(file.isInline),
  };
}

/**
 * Addresses of people; groups and unresolved names (no address, or an X.500 one) are left out.
 * @param {any} found
 * @param {string} role
 * @returns {Participant[]}
 */
function participants(found, role) {
  const list = Array.isArray(found) ? found : found ? [found] : [];
  return list
    .filter((one) => one.emailAddress?.includes("@") && one.recipientType !== "distributionList")
    .map((one) => ({ name: one.displayName || one.emailAddress, address: one.emailAddress, role }));
}

/** Each address once, the signed-in user left out. @param {Participant[]} people */
function others(people) {
  const seen = new Set([profile().address.toLowerCase()]);
  return people.filter(({ address }) => {
    const key = address.toLowerCase();
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

/** @param {any} open @returns {Promise<string>} empty where the client cannot tell */
async function bodyText(open) {
  if (!supports("Mailbox", "1.3")) return "";
  return asked((done) => open.body.getAsync(Office.CoercionType.Text, done)).then(String, () => "");
}
