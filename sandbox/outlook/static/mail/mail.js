// Mail: folders, the list of a folder, the reading pane and the message being written.
import { button, notice } from "../ui.js";
import { fill } from "../dom.js";
import { get, rows } from "../graph.js";
import { messageItem } from "../items.js";
import { newFolderButton } from "../new_folder.js";
import { Acts } from "./acts.js";
import { Compose } from "./compose.js";
import { folderTree, loadFolders } from "./folders.js";
import { MessageList } from "./list.js";
import { Reading } from "./reading.js";

const PAGE = 50;
const ROW = [
  "id,changeKey,subject,from,toRecipients,receivedDateTime,isRead",
  "isDraft,hasAttachments,bodyPreview,categories,conversationId,importance,flag",
  "parentFolderId,internetMessageId",
].join(",");
const WHOLE = `${ROW},sender,ccRecipients,bccRecipients,replyTo,sentDateTime,createdDateTime`;

/** What a person types is words, not the query language of the search (KQL). @param {string} text */
const plainWords = (text) => text.replace(/[":()\\*]|\b(AND|OR|NOT)\b|(^|\s)-+/g, " ").trim();

/** @typedef {import("../types.js").Message} Message @typedef {import("../types.js").Folder} Folder */

export class Mail {
  /** The message that is shown, as the list or as Graph tells it whole. @type {Message|null} */
  selected = null;
  /** @type {Compose|null} */
  compose = null;
  /** @type {Folder[]} */
  folders = [];
  toldFolders = "";

  /** @param {import("../types.js").App} app */
  constructor(app) {
    this.app = app;
    this.name = "mail";
    this.title = "Mail";
    this.acts = new Acts(this);
    this.list = new MessageList(this);
    this.reading = new Reading(this);
    this.folder = /** @type {Folder} */ (/** @type {unknown} */ (null)); // from open() on
    this.words = "";
    this.shown = PAGE;
  }

  get places() {
    return this.app.placesOf(this);
  }

  async open() {
    this.words = "";
    this.compose = null;
    this.selected = null;
    this.reading.none();
    await this.loadFolders();
    await this.loadList();
  }

  async loadFolders() {
    const found = await loadFolders();
    this.folders = found;
    const inbox = found.find((each) => each.kind === "inbox") ?? found[0];
    this.folder = found.find((each) => each.id === this.folder?.id) ?? inbox;
    const told = JSON.stringify([found, this.folder?.id]);
    if (told === this.toldFolders && this.places.side.childElementCount) return;
    this.toldFolders = told;
    const head = button("New mail", "edit", () => this.write(), { main: true, class: "button main new" });
    const foot = newFolderButton("New folder", "mailFolders", "displayName", () => this.loadFolders());
    const choose = (/** @type {Folder} */ folder) => this.openFolder(folder);
    folderTree(this.places.side, { head, foot, folders: found, current: this.folder, acts: this.acts, choose });
  }

  /** @param {Folder} folder */
  async openFolder(folder) {
    if (!(await this.leave())) return;
    this.folder = folder;
    this.shown = PAGE;
    this.words = "";
    /** @type {HTMLFormElement} */ (document.getElementById("search")).reset();
    this.choose(null);
    await this.app.tell(async () => {
      await this.loadFolders();
      await this.loadList();
    });
  }

  async loadList() {
    const path = this.words
      ? `messages?$search=${encodeURIComponent(`"${plainWords(this.words)}"`)}&$select=${ROW}&$top=${PAGE}`
      : `mailFolders/${encodeURIComponent(this.folder.id)}/messages?$select=${ROW}&$top=${Math.min(this.shown, 100)}`;
    const asked = `${this.words}|${this.folder.id}`;
    const found = await rows(path, this.shown);
    if (asked === `${this.words}|${this.folder.id}`) this.list.show(found);
  }

  async more() {
    this.shown += PAGE;
    await this.app.tell(() => this.loadList());
  }

  /** @param {string} words */
  async search(words) {
    this.words = plainWords(words) && words;
    await this.app.tell(() => this.loadList());
  }

  async refresh() {
    await this.loadFolders();
    await this.loadList();
    const { selected } = this;
    if (!selected || this.compose) return;
    const row = this.list.rows.find((each) => each.id === selected.id);
    if (!row && !this.words) this.gone();
    else if (row && row.changeKey !== selected.changeKey) await this.reload(selected.id);
  }

  gone() {
    this.choose(null);
    notice("This message was moved or deleted elsewhere.");
  }

  /** Show a message of the list, or none. @param {Message|null} row */
  async choose(row) {
    if (this.compose && !(await this.leave())) return;
    this.selected = row;
    this.list.mark(row?.id);
    if (!row) {
      this.reading.none();
      this.app.addin.follow(null);
    } else if (row.isDraft) {
      await this.app.tell(async () => this.edit(await this.whole(row.id)));
    } else {
      await this.app.tell(() => this.reload(row.id, true));
    }
  }

  /** @param {string} id @param {boolean} [first] */
  async reload(id, first = false) {
    const message = await this.whole(id);
    if (this.selected?.id !== id || this.compose) return;
    this.selected = message;
    this.reading.show(message);
    if (!first) return;
    this.app.addin.follow(this.item(message));
    if (!message.isRead) await this.acts.markRead(message, true);
  }

  /** @param {Message} message */
  item(message) {
    return messageItem(message, () => this.refresh());
  }

  /** @param {string} id @returns {Promise<Message>} */
  async whole(id) {
    const message = await get(`messages/${encodeURIComponent(id)}?$select=${WHOLE},body`);
    message.attachmentList =
      message.hasAttachments || /cid:/.test(message.body.content) ? await this.attachments(id) : [];
    return message;
  }

  /** @param {string} id */
  attachments(id) {
    return rows(`messages/${encodeURIComponent(id)}/attachments?$select=id,name,contentType,size,isInline`);
  }

  /** A new message. @param {import("../types.js").Address[]} [to] whom it is for */
  write(to = []) {
    return this.edit({
      id: null,
      subject: "",
      toRecipients: to.map((each) => ({ emailAddress: each })),
      attachmentList: [],
      body: { contentType: "html", content: "" },
    });
  }

  /** Write on a draft, or on a new message without an id. @param {import("../types.js").Draft} draft */
  async edit(draft) {
    if (this.compose && !(await this.leave())) return;
    this.compose = new Compose(this, draft);
    await this.compose.open();
    this.app.addin.follow(this.compose.item());
  }

  /** The message being written was sent, thrown away or put away. */
  async written() {
    this.compose = null;
    this.selected = null;
    this.list.mark(null);
    this.reading.none();
    this.app.addin.follow(null);
    await this.app.tell(() => this.refresh());
  }

  /** Whether another page may be shown: what was written is kept as a draft. */
  async leave() {
    const writing = this.compose;
    if (!writing) return true;
    this.compose = null;
    if (await writing.putAway()) return true;
    this.compose = writing;
    return false;
  }

  /** @param {...import("../types.js").Kid} content */
  detail(...content) {
    fill(this.places.detail, ...content);
  }
}
