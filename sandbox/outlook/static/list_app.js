// What People and Tasks share: folders, a list worked by keyboard, a card or form beside it, move, copy, delete.
import { fill, h, refill } from "./dom.js";
import { pickFolder } from "./folder_picker.js";
import { patch, remove, service } from "./graph.js";
import { folderTree, draggable } from "./mail/folders.js";
import { newFolderButton } from "./new_folder.js";
import { RowForm } from "./row_form.js";
import { RowKind } from "./row_kind.js";
import { markRow, rowKeys } from "./rows.js";
import { attempt, button, empty, menu, notice } from "./ui.js";
import { plural } from "./words.js";

/**
 * @typedef {import("./types.js").Row} Row @typedef {import("./types.js").Folder} Folder
 * @typedef {import("./types.js").Kid} Kid
 */
/**
 * How things are called. newFolder: the button's label, Graph's path, and its name of the name.
 * @typedef {{name: string, title: string, one: string, many: string, add: string, newFolder: [string, string, string]}} Words
 */

export class ListApp extends RowKind {
  /** The row that is chosen. @type {Row|null} */
  selected = null;
  /** @type {Folder[]} */
  folders = [];
  /** @type {Row[]} */
  rows = [];
  words = "";
  told = "";

  /** @param {import("./types.js").App} app @param {Words} called */
  constructor(app, called) {
    super();
    this.app = app;
    this.called = called;
    this.form = new RowForm(app.places.detail);
    this.name = called.name;
    this.title = called.title;
    this.folder = /** @type {Folder} */ (/** @type {unknown} */ (null)); // from open() on
    this.roles = { box: "listbox", row: "option" };
  }

  get places() {
    return this.app.placesOf(this);
  }

  async open() {
    this.words = "";
    this.selected = null;
    this.form.close();
    this.told = "";
    this.nothing();
    await this.refresh();
  }

  async refresh() {
    this.folders = await this.loadFolders();
    this.folder = this.folders.find((each) => each.id === this.folder?.id) ?? this.folders[0];
    this.rows = await this.loadRows();
    const now = JSON.stringify([this.folders, this.folder.id, this.words, this.rows, this.app.categories.list]);
    if (now === this.told) return;
    this.told = now;
    const head = button(this.called.add, "plus", () => this.edit(null), { class: "button main new" });
    const foot = newFolderButton(...this.called.newFolder, () => this.app.tell(() => this.refresh()));
    const { folders, folder: current } = this;
    const choose = (/** @type {Folder} */ folder) => this.openFolder(folder);
    folderTree(this.places.side, { head, foot, folders, current, acts: this, choose });
    this.draw();
    if (this.selected && !this.form.isOpen) this.showAgain(this.selected);
  }

  /** @param {Row} selected */
  showAgain(selected) {
    const row = this.rows.find((each) => each.id === selected.id);
    if (!row) this.choose(null);
    else if (JSON.stringify(row) !== JSON.stringify(selected)) this.choose(row);
  }

  /** @param {Folder} folder */
  async openFolder(folder) {
    if (!(await this.leave())) return;
    this.folder = folder;
    this.choose(null);
    await this.app.tell(() => this.refresh());
  }

  /** @param {string} words */
  search(words) {
    this.words = words.toLowerCase();
    this.draw();
  }

  found() {
    return this.rows.filter((row) => !this.words || this.text(row).toLowerCase().includes(this.words));
  }

  draw() {
    const place = this.places.list;
    const rows = this.found();
    const old = /** @type {HTMLElement|null} */ (place.querySelector(".rows"));
    const box =
      old ??
      h("div", {
        class: "rows",
        role: this.roles.box,
        "aria-label": this.title,
        onKeydown: (event) => this.keys(event),
      });
    fill(
      place,
      h(
        "div",
        { class: "list-head" },
        h("h1", {}, this.words ? `Results for “${this.words}”` : this.folder.name),
        h("span", { class: "soft" }, plural(rows.length, this.called.one, this.called.many)),
      ),
      box,
    );
    refill(box, rows.length ? this.groups(rows) : empty(this.name, this.words ? "Nothing found" : "Nothing here yet"));
    this.mark();
  }

  /** @param {Row[]} rows */
  groups(rows) {
    const found = [];
    let last = null;
    for (const row of rows) {
      const group = this.group(row);
      if (group !== last) found.push(h("div", { class: "group", role: "presentation" }, group));
      last = group;
      found.push(this.rowNode(row));
    }
    return found;
  }

  /** @param {Row} row */
  rowNode(row) {
    const node = h(
      "div",
      {
        class: "row",
        role: this.roles.row,
        tabindex: "-1",
        "aria-label": this.label(row),
        "aria-selected": "false",
        data: { key: row.id },
        onClick: () => this.choose(row),
      },
      this.row(row),
    );
    return draggable(node, row.id, this.label(row));
  }

  mark() {
    markRow(this.places.list, this.selected?.id);
  }

  /** @param {KeyboardEvent} event */
  keys(event) {
    const at = (/** @type {string} */ id) => this.rows.find((each) => each.id === id) ?? null;
    rowKeys(
      event,
      (id) => this.choose(at(id)),
      (id) => this.delete(at(id)),
    );
  }

  nothing() {
    fill(this.places.detail, empty(this.name, `Select a ${this.called.one}`));
  }

  /** @param {Row|null} row */
  async choose(row) {
    if (this.form.isOpen && !(await this.leave())) return;
    this.selected = row;
    this.mark();
    if (row) fill(this.places.detail, this.card(row));
    else this.nothing();
  }

  /** The buttons of a card. @param {Row} row @param {string} path of the item in Graph */
  bar(row, path) {
    /** @type {HTMLButtonElement} */
    const categorise = button(
      "Categorise",
      "tag",
      () => this.app.categories.menu(categorise, row.categories, (names) => this.change(path, { categories: names })),
      { "aria-haspopup": "menu" },
    );
    /** @type {HTMLButtonElement} */
    const more = button(
      "More actions",
      "more",
      () =>
        menu(more, [
          { label: "Move to…", icon: "move", run: () => this.pick(row, false) },
          { label: "Copy to…", icon: "copy", run: () => this.pick(row, true) },
        ]),
      { quiet: true, "aria-haspopup": "menu" },
    );
    return h(
      "div",
      { class: "bar", role: "toolbar", "aria-label": this.title },
      button("Edit", "edit", () => this.edit(row)),
      button("Delete", "deleted", () => this.delete(row)),
      categorise,
      more,
    );
  }

  /** @param {string} path @param {object} body */
  async change(path, body) {
    await attempt("Could not save the change", () => patch(path, body));
    await this.app.tell(() => this.refresh());
  }

  /** @param {Row|null} row */
  async delete(row) {
    if (!row) return;
    const done = await attempt(`Could not delete the ${this.called.one}`, async () => (await remove(this.path(row)), true));
    if (!done) return;
    if (this.selected?.id === row.id) this.choose(null);
    notice("Moved to Deleted Items.");
    await this.app.tell(() => this.refresh());
  }

  /** @param {Row} row @param {boolean} copy */
  async pick(row, copy) {
    const folder = await pickFolder(
      copy ? "Copy to folder" : "Move to folder",
      this.folders.filter((each) => !each.closed),
      copy ? null : this.folder.id,
    );
    if (folder) await this.drop(row.id, folder, copy);
  }

  /** @param {string} id @param {Folder} folder @param {boolean} copy */
  async drop(id, folder, copy) {
    if (!copy && folder.id === this.folder.id) return;
    const done = await attempt(`Could not ${copy ? "copy" : "move"} the ${this.called.one}`, () =>
      service(copy ? "copy" : "move", id, folder.id),
    );
    if (!done) return;
    notice(`${copy ? "Copied" : "Moved"} to ${folder.name}.`);
    if (!copy && this.selected?.id === id) this.choose(null);
    await this.app.tell(() => this.refresh());
  }

  /**
   * Show the form.
   * @param {string} title @param {Kid[]} fields @param {(form: FormData) => Promise<Row>} save gives the row then
   */
  showForm(title, fields, save) {
    this.form.show(title, fields, { save: (form) => this.save(() => save(form)), cancel: () => this.cancel() });
  }

  /** @param {() => Promise<Row>} run */
  async save(run) {
    const row = await attempt(`Could not save the ${this.called.one}`, run);
    if (!row) return;
    this.form.close();
    await this.app.tell(() => this.refresh());
    await this.choose(this.rows.find((each) => each.id === row.id) ?? null);
  }

  async cancel() {
    if (await this.leave()) this.choose(this.selected);
  }

  /** Whether another page may be shown. */
  leave() {
    return this.form.leave();
  }
}
