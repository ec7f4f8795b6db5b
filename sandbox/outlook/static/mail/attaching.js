// The attachments of a message being written.
import { fill, h } from "../dom.js";
import { part, post, remove } from "../graph.js";
import { content, ewsId } from "../items.js";
import { icon } from "../icons.js";
import { attempt, button, notice } from "../ui.js";
import { size } from "../words.js";

// More needs an upload session (graph/outlook-large-attachments).
const LARGEST = 3 * 1024 * 1024;

/** @typedef {import("../types.js").Attachment} Attachment */

export class Files {
  /** @param {import("./compose.js").Compose} compose @param {Attachment[]} list */
  constructor(compose, list) {
    this.compose = compose;
    this.list = list;
    this.node = h("ul", { class: "files", "aria-label": "Attachments" });
    /** @type {HTMLInputElement} */
    this.input = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onChange: () => this.add([...(this.input.files ?? [])]),
    });
    this.draw();
  }

  button() {
    return [button("Attach", "clip", () => this.input.click(), { class: "button folds" }), this.input];
  }

  draw() {
    const shown = this.list.filter((each) => !each.isInline);
    this.node.hidden = !shown.length;
    fill(
      this.node,
      shown.map((each) =>
        h(
          "li",
          { class: "file" },
          icon("clip"),
          h("span", { class: "file-name" }, each.name),
          h("span", { class: "soft" }, size(each.size)),
          h(
            "button",
            {
              type: "button",
              class: "chip-close",
              "aria-label": `Remove ${each.name}`,
              onClick: () => this.drop(each),
            },
            icon("close"),
          ),
        ),
      ),
    );
  }

  /** @param {File[]} files */
  async add(files) {
    this.input.value = "";
    for (const file of files) {
      if (file.size > LARGEST)
        notice(`${file.name} is too large: Mini Outlook attaches files of up to 3 MB.`, { error: true });
      else await attempt(`Could not attach ${file.name}`, () => this.upload(file));
    }
  }

  /** @param {File} file */
  async upload(file) {
    const id = await this.compose.save();
    const body = {
      "@odata.type": "#microsoft.graph.fileAttachment",
      name: file.name,
      contentType: file.type || "application/octet-stream",
      contentBytes: (await content(file)).content,
    };
    const { id: made, name, contentType, size: bytes } = await post(`messages/${part(id)}/attachments`, body);
    const added = { id: made, name, contentType, size: bytes, isInline: false };
    this.list.push(added);
    this.draw();
    this.tell("added", added);
  }

  /** @param {"added"|"removed"} status @param {Attachment} file */
  tell(status, { id, name, size: bytes }) {
    const attachmentDetails = { id: ewsId(id), name, size: bytes, attachmentType: "file" };
    this.compose.mail.app.addin.changed("olkAttachmentsChanged", { attachmentStatus: status, attachmentDetails });
  }

  /** @param {Attachment} file */
  async drop(file) {
    await attempt(`Could not remove ${file.name}`, async () => {
      await remove(`messages/${part(this.compose.id)}/attachments/${part(file.id)}`);
      this.list = this.list.filter((each) => each !== file);
      this.draw();
      this.tell("removed", file);
    });
  }
}
