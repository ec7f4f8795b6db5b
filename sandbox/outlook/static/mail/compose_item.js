// What the add-in is told of a message being written, and what it may do with it.
import { part, get, patch, bytes } from "../graph.js";
import { content, ewsId, files, fromAddin } from "../items.js";

/** @typedef {import("./compose.js").Compose} Compose @typedef {"to"|"cc"|"bcc"} Field */
/** @typedef {import("../host/address_book.js").AnyPerson} AnyPerson */

/** @param {Compose} compose @returns {import("../types.js").Item} */
export function composeItem(compose) {
  return {
    getBody: async (/** @type {string} */ type) => (type === "text" ? compose.editor.text() : compose.editor.html()),
    setBody: async (/** @type {string} */ text, /** @type {"html"|"text"} */ type) => compose.editor.write(text, type),
    getSubject: async () => compose.subject.value,
    setSubject: async (/** @type {string} */ text) => void (compose.subject.value = text),
    getRecipients: async (/** @type {Field} */ name) => compose[name].list,
    setRecipients: async (/** @type {Field} */ name, /** @type {AnyPerson[]} */ list) => {
      const target = compose[name];
      target.node.hidden = false;
      target.set(list.map(fromAddin));
    },
    getAttachments: async () => files(compose.files.list),
    getAttachmentContent: async (/** @type {string} */ id) =>
      content(await bytes(`messages/${part(await compose.save())}/attachments/${part(id)}/$value`)),
    setHeaders: async (/** @type {Record<string, string>} */ headers) =>
      void (compose.headers[compose.mail.app.addin.isOpen ? "pane" : "launch"] = headers),
    appendOnSend: async (/** @type {string|null} */ html) => void (compose.added.after = html ?? ""),
    prependOnSend: async (/** @type {string|null} */ html) => void (compose.added.before = html ?? ""),
    saveDraft: async () => ewsId(await compose.save()),
    ...categories(compose),
    descriptor: descriptor(compose),
    form: compose,
  };
}

/** @param {Compose} compose */
function me(compose) {
  const { name, address } = compose.mail.app.config;
  return { name, address };
}

/** @param {Compose} compose */
function categories(compose) {
  const one = async () => `messages/${part(await compose.save())}`;
  const names = async () => (compose.id ? (await get(`${await one()}?$select=categories`)).categories : []);
  return {
    getCategories: names,
    addCategories: async (/** @type {string[]} */ more) =>
      void (await patch(await one(), { categories: [...new Set([...(await names()), ...more])] })),
    removeCategories: async (/** @type {string[]} */ fewer) =>
      void (await patch(await one(), {
        categories: (await names()).filter((/** @type {string} */ each) => !fewer.includes(each)),
      })),
  };
}

/** @param {Compose} compose @returns {import("../host/snapshot.js").Descriptor} */
function descriptor(compose) {
  const { draft, id } = compose;
  return {
    kind: "message",
    mode: "compose",
    restId: id,
    itemId: ewsId(id),
    subject: compose.subject.value,
    internetMessageId: draft.internetMessageId ?? null,
    conversationId: ewsId(draft.conversationId ?? null),
    from: me(compose),
    to: compose.to.list,
    cc: compose.cc.list,
    attachments: files(compose.files.list),
    composeType: draft.fresh ? "reply" : "newMail",
    start: null,
    end: null,
    location: null,
    organizer: null,
  };
}
