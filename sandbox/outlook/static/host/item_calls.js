/** Calls about the open item: what the mailbox's page does by its callbacks, and what the mailbox itself keeps. */
import { failure } from "../office/results.js";
import { draftAttachment, ewsId, graphId } from "./snapshot.js";

/**
 * @typedef {import("../office/types.js").ItemSnapshot} Snapshot
 * @typedef {Record<string, (...args: any[]) => any>} Callbacks
 */

export class ItemCalls {
  /** @type {Snapshot|null} */
  item = null;
  /** What lives as long as the compose session. */
  #session = {};
  #headers = {};
  /** Properties of a draft that has no id yet. @type {Record<string, unknown>|null} */
  #unsaved = null;

  /**
   * @param {Callbacks} callbacks @param {import("./graph.js").Mail} mail
   * @param {import("./address_book.js").AddressBook} book
   */
  constructor(callbacks, mail, book) {
    this.callbacks = callbacks;
    this.mail = mail;
    this.book = book;
  }

  /** @param {Snapshot|null} item */
  begin(item) {
    this.item = item;
    this.#session = {};
    this.#headers = {};
    this.#unsaved = null;
  }

  /** @param {string} name @param {any[]} args @returns {Promise<any>} */
  async call(name, args) {
    const own = /** @type {Record<string, (...args: any[]) => any>} */ (this.#own);
    if (Object.hasOwn(own, name)) return own[name](...args);
    return this.#ask(name, ...args);
  }

  /** @param {string} name @param {...any} args */
  async #ask(name, ...args) {
    const callback = this.callbacks[name];
    if (!callback) throw failure("InternalServerError", `This Outlook has no ${name}.`);
    return callback(...args);
  }

  #own = {
    getBody: (/** @type {string} */ type) => this.#ask("getBody", type),
    insertBody: (/** @type {string} */ text, /** @type {string} */ type) => this.#prepend(text, type),
    prependBody: (/** @type {string} */ text, /** @type {string} */ type) => this.#prepend(text, type),
    setSignature: async (/** @type {string} */ text, /** @type {string} */ type) =>
      this.#ask("setBody", (await this.#ask("getBody", type)) + text, type),
    appendOnSend: (/** @type {string|null} */ text, /** @type {string} */ type) =>
      this.#ask("appendOnSend", asHtml(text, type)),
    prependOnSend: (/** @type {string|null} */ text, /** @type {string} */ type) =>
      this.#ask("prependOnSend", asHtml(text, type)),
    getRecipients: (/** @type {string} */ field) => this.#recipients(field),
    getAttachments: async () => (await this.#ask("getAttachments")).map(draftAttachment),
    getAttachmentContent: (/** @type {string} */ id) => this.#content(id),
    getField: (/** @type {string} */ field) => this.#field(field),
    setField: (/** @type {string} */ field, /** @type {any} */ value) => this.#ask(setter(field), value),
    getCategories: () => this.#categories(),
    addCategories: (/** @type {string[]} */ names) => this.#categorise("addCategories", names),
    save: () => this.#save(),
    getItemId: () => this.#savedId(),
    getComposeType: () => ({ composeType: this.item?.composeType, coercionType: this.item?.bodyType }),
    getSession: () => this.#session,
    setSession: (/** @type {object} */ values) => void (this.#session = values),
    getHeaders: () => this.#headers,
    setHeaders: (/** @type {object} */ values) => {
      this.#headers = values;
      return this.#ask("setHeaders", values);
    },
    getAllHeaders: () => this.mail.headers(this.#path()),
    getAsFile: () => this.mail.file(this.#path()),
    loadProperties: () => (this.item?.itemId ? this.mail.properties(this.#path()) : this.#unsaved ?? {}),
    saveProperties: (/** @type {Record<string, unknown>} */ values) => this.#saveProperties(values),
  };

  /** @param {string} field @returns {Promise<Office.EmailAddressDetails[]>} */
  async #recipients(field) {
    const list = await this.#ask("getRecipients", field);
    return this.book.lists({ kind: this.item?.kind ?? "message", to: list }).to;
  }

  /** @param {string} text @param {string} type */
  async #prepend(text, type) {
    return this.#ask("setBody", text + (await this.#ask("getBody", type)), type);
  }

  /** @param {string} field */
  async #field(field) {
    const getter = getterOf(field);
    if (this.callbacks[getter]) return this.#ask(getter);
    const value = /** @type {any} */ (this.item)?.[field];
    if (value === undefined) throw failure("InternalServerError");
    return value;
  }

  /** @param {string} id */
  async #content(id) {
    const known = await this.#ask("getAttachments").catch(() => this.item?.attachments ?? []);
    const found = known.find((/** @type {any} */ file) => ewsId(file.id) === id || file.id === id);
    if (!found) throw failure("InvalidAttachmentId");
    const content = await this.#ask("getAttachmentContent", found.id);
    const told = typeof content === "string" ? { content, format: "base64" } : content;
    return found.attachmentType === "item" ? { content: fromBase64(told.content), format: "eml" } : told;
  }

  /** Null without any, as some clients answer. @returns {Promise<Office.CategoryDetails[]|null>} */
  async #categories() {
    const names = await this.#ask("getCategories");
    if (!names.length) return null;
    const colours = new Map((await this.mail.categories()).map((one) => [one.displayName, one.color]));
    return names.map((/** @type {string} */ displayName) => ({ displayName, color: colours.get(displayName) ?? "None" }));
  }

  /** @param {string} name @param {string[]} names each must be in the mailbox's master list */
  async #categorise(name, names) {
    const known = (await this.mail.categories()).map((one) => one.displayName.toLowerCase());
    if (!names.every((one) => known.includes(one.toLowerCase()))) throw failure("InvalidCategory");
    return this.#ask(name, names);
  }

  async #save() {
    const saved = await this.#ask("saveDraft");
    if (this.item && saved) this.item.itemId = ewsId(String(saved));
    const waiting = this.#unsaved;
    this.#unsaved = null;
    if (waiting) await this.mail.saveProperties(this.#path(), waiting);
    return this.item?.itemId;
  }

  #savedId() {
    if (!this.item?.itemId) throw failure("ItemNotSaved");
    return this.item.itemId;
  }

  /** @param {Record<string, unknown>} values */
  async #saveProperties(values) {
    if (this.item?.itemId) return this.mail.saveProperties(this.#path(), values);
    this.#unsaved = values;
    await this.#save();
  }

  /** Path of the item in Graph, below /me. */
  #path() {
    const { kind, itemId } = /** @type {Snapshot} */ (this.item);
    return `${kind === "message" ? "messages" : "events"}/${encodeURIComponent(graphId(itemId ?? ""))}`;
  }
}

/** @param {string} field */
const getterOf = (field) => `get${field[0].toUpperCase()}${field.slice(1)}`;
/** @param {string} field */
const setter = (field) => `set${field[0].toUpperCase()}${field.slice(1)}`;

/** An attached message is told as its text. @param {string} content */
function fromBase64(content) {
  return new TextDecoder().decode(Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
}

/** What is added on send is put into a body of HTML. @param {string|null} text @param {string} type */
function asHtml(text, type) {
  if (text === null || type === "html") return text;
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replaceAll(/\r?\n/g, "<br>");
}
