// What the add-in is told of a message being written, and what it may do with it.
import { part, get, patch, bytes } from "../graph.js";
import { content, ewsId, fromAddin } from "../items.js";

/** compose: a Compose. */
export function composeItem(compose) {
  const field = (name) => compose[name] ?? null;
  return {
    getBody: async (type) => (type === "text" ? compose.editor.text() : compose.editor.html()),
    setBody: async (text, type) => compose.editor.write(text, type),
    getSubject: async () => compose.subject.value,
    setSubject: async (text) => void (compose.subject.value = text),
    getRecipients: async (name) => (name === "from" ? [me(compose)] : (field(name)?.list ?? [])),
    setRecipients: async (name, list) => {
      const target = field(name);
      target.node.hidden = false;
      target.set(list.map(fromAddin));
    },
    getAttachments: async () => compose.files.list,
    getAttachmentContent: async (id) =>
      content(await bytes(`messages/${part(await compose.save())}/attachments/${part(id)}/$value`)),
    setHeaders: async (headers) => void (compose.headers[compose.mail.app.addin.isOpen ? "pane" : "launch"] = headers),
    appendOnSend: async (html) => void (compose.added.after = html ?? ""),
    prependOnSend: async (html) => void (compose.added.before = html ?? ""),
    saveDraft: async () => ewsId(await compose.save()),
    ...categories(compose),
    descriptor: descriptor(compose),
  };
}

function me(compose) {
  const { name, address } = compose.mail.app.config;
  return { name, address };
}

function categories(compose) {
  const one = async () => `messages/${part(await compose.save())}`;
  const names = async () => (compose.id ? (await get(`${await one()}?$select=categories`)).categories : []);
  return {
    getCategories: names,
    addCategories: async (more) =>
      void (await patch(await one(), { categories: [...new Set([...(await names()), ...more])] })),
    removeCategories: async (fewer) =>
      void (await patch(await one(), { categories: (await names()).filter((each) => !fewer.includes(each)) })),
  };
}

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
    bcc: compose.bcc.list,
    attachments: compose.files.list,
    categories: draft.categories ?? [],
    composeType: draft.fresh ? "reply" : "newMail",
    start: null,
    end: null,
    location: null,
    organizer: null,
  };
}
