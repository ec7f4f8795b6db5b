// What can be done with a message of the list.
import { part, patch, post, remove, service } from "../graph.js";
import { attempt, notice } from "../ui.js";
import { pickFolder } from "../folder_picker.js";

/** @typedef {import("../types.js").Message} Message @typedef {import("../types.js").Folder} Folder */

export class Acts {
  /** @param {import("./mail.js").Mail} mail */
  constructor(mail) {
    this.mail = mail;
  }

  /** @param {Message} message @param {boolean} isRead */
  async markRead(message, isRead) {
    await attempt("Could not change the message", () => patch(`messages/${part(message.id)}`, { isRead }));
    await this.mail.app.tell(() => this.mail.refresh());
  }

  /** @param {Message} message */
  async flag(message) {
    const flagStatus = message.flag?.flagStatus === "flagged" ? "notFlagged" : "flagged";
    await attempt("Could not flag the message", () => patch(`messages/${part(message.id)}`, { flag: { flagStatus } }));
    await this.mail.app.tell(() => this.mail.refresh());
  }

  /** @param {Message} message @param {string[]} categories */
  async categorise(message, categories) {
    await attempt("Could not change the categories", () => patch(`messages/${part(message.id)}`, { categories }));
    await this.mail.app.tell(() => this.mail.refresh());
  }

  /** Into Deleted Items; from there for good. @param {Message} message */
  async delete(message) {
    const next = this.mail.list.beside(message.id);
    const from = this.mail.folders.find((each) => each.id === message.parentFolderId);
    const done = await attempt("Could not delete the message", async () => {
      if (from?.kind === "deleted") return (await remove(`messages/${part(message.id)}`), true);
      return post(`messages/${part(message.id)}/move`, { destinationId: "deleteditems" });
    });
    if (!done) return;
    const undo = done.id && from ? () => this.to(done, from) : null;
    notice(undo ? "Moved to Deleted Items." : "Deleted for good.", { undo });
    await this.after(message, next);
  }

  /** @param {{id: string}} message @param {Folder} folder */
  async to(message, folder) {
    const moved = await attempt(`Could not move the message to ${folder.name}`, () =>
      service("move", message.id, folder.id),
    );
    if (moved) await this.mail.app.tell(() => this.mail.refresh());
  }

  /** @param {Message} message @param {boolean} copy */
  async pick(message, copy) {
    const folder = await pickFolder(
      copy ? "Copy to folder" : "Move to folder",
      this.mail.folders,
      message.parentFolderId,
    );
    if (folder) await this.drop(message.id, folder, copy);
  }

  /** Dropped on a folder, or sent there by keyboard. @param {string} id @param {Folder} folder @param {boolean} copy */
  async drop(id, folder, copy) {
    const next = this.mail.list.beside(id);
    const row = this.mail.list.rows.find((each) => each.id === id);
    const home = this.mail.folders.find((each) => each.id === row?.parentFolderId);
    if (!copy && home?.id === folder.id) return;
    const path = `messages/${part(id)}/${copy ? "copy" : "move"}`;
    const done = await attempt(`Could not ${copy ? "copy" : "move"} the message`, () =>
      post(path, { destinationId: folder.id }),
    );
    if (!done) return;
    notice(`${copy ? "Copied" : "Moved"} to ${folder.name}.`, {
      undo: copy || !home ? null : () => this.to(done, home),
    });
    if (copy) await this.mail.app.tell(() => this.mail.refresh());
    else await this.after({ id }, next);
  }

  /** It went away. @param {{id: string}} message @param {Message|null} next */
  async after(message, next) {
    const wasShown = this.mail.selected?.id === message.id;
    if (wasShown) this.mail.selected = null;
    await this.mail.app.tell(() => this.mail.refresh());
    const there = next && this.mail.list.rows.find((each) => each.id === next.id && !each.isDraft);
    if (wasShown) await this.mail.choose(there ?? null);
  }

  /**
   * Open a draft that answers or forwards.
   * @param {Message} message @param {"createReply"|"createReplyAll"|"createForward"} kind
   */
  async answer(message, kind) {
    const draft = await attempt("Could not start the answer", () => post(`messages/${part(message.id)}/${kind}`));
    if (draft) await this.mail.edit({ ...draft, attachmentList: await this.mail.attachments(draft.id), fresh: true });
  }
}
