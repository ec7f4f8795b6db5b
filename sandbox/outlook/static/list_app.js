// What People and Tasks share: folders, a list worked by keyboard, a card or form beside it, move, copy, delete.
import { fill, h, refill } from "./dom.js";
import { pickFolder } from "./folder_picker.js";
import { told } from "./forms.js";
import { patch, remove, service } from "./graph.js";
import { folderTree, draggable } from "./mail/folders.js";
import { newFolderButton } from "./new_folder.js";
import { markRow, rowKeys } from "./rows.js";
import { ask, attempt, button, empty, menu, notice } from "./ui.js";
import { plural } from "./words.js";

export class ListApp {
  /** words: {name, title, one, many, add, newFolder: [label, path, field]} */
  constructor(app, words) {
    Object.assign(this, words);
    this.app = app;
    this.told = "";
    this.roles = { box: "listbox", row: "option" };
  }

  async open() {
    this.words = "";
    this.selected = null;
    this.form = null;
    this.told = "";
    await this.refresh();
    this.nothing();
  }

  async refresh() {
    this.folders = await this.loadFolders();
    this.folder = this.folders.find((each) => each.id === this.folder?.id) ?? this.folders[0];
    this.rows = await this.loadRows();
    const now = JSON.stringify([this.folders, this.folder.id, this.words, this.rows, this.app.categories.list]);
    if (now === this.told) return;
    this.told = now;
    const head = button(this.add, "plus", () => this.edit(null), { class: "button main new" });
    const foot = newFolderButton(...this.newFolder, () => this.app.tell(() => this.refresh()));
    const { folders, folder: current } = this;
    const choose = (folder) => this.openFolder(folder);
    folderTree(this.app.places.side, { head, foot, folders, current, acts: this, choose });
    this.draw();
    if (this.selected && !this.form) this.showAgain();
  }

  showAgain() {
    const row = this.rows.find((each) => each.id === this.selected.id);
    if (!row) this.choose(null);
    else if (JSON.stringify(row) !== JSON.stringify(this.selected)) this.choose(row);
  }

  async openFolder(folder) {
    if (!(await this.leave())) return;
    this.folder = folder;
    this.choose(null);
    await this.app.tell(() => this.refresh());
  }

  search(words) {
    this.words = words.toLowerCase();
    this.draw();
  }

  found() {
    return this.rows.filter((row) => !this.words || this.text(row).toLowerCase().includes(this.words));
  }

  draw() {
    const place = this.app.places.list;
    const rows = this.found();
    const box =
      place.querySelector(".rows") ??
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
        h("span", { class: "soft" }, plural(rows.length, this.one, this.many)),
      ),
      box,
    );
    refill(box, rows.length ? this.groups(rows) : empty(this.name, this.words ? "Nothing found" : "Nothing here yet"));
    this.mark();
  }

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
    markRow(this.app.places.list, this.selected?.id);
  }

  keys(event) {
    const at = (id) => this.rows.find((each) => each.id === id);
    rowKeys(
      event,
      (id) => this.choose(at(id)),
      (id) => this.delete(at(id)),
    );
  }

  nothing() {
    fill(this.app.places.detail, empty(this.name, `Select a ${this.one}`));
  }

  async choose(row) {
    if (this.form && !(await this.leave())) return;
    this.selected = row;
    this.mark();
    if (row) fill(this.app.places.detail, this.card(row));
    else this.nothing();
  }

  /** The buttons of a card. path: of the item in Graph. */
  bar(row, path) {
    const categorise = button(
      "Categorise",
      "tag",
      () => this.app.categories.menu(categorise, row.categories, (names) => this.change(path, { categories: names })),
      { "aria-haspopup": "menu" },
    );
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

  async change(path, body) {
    await attempt("Could not save the change", () => patch(path, body));
    await this.app.tell(() => this.refresh());
  }

  async delete(row) {
    const done = await attempt(`Could not delete the ${this.one}`, async () => (await remove(this.path(row)), true));
    if (!done) return;
    if (this.selected?.id === row.id) this.choose(null);
    notice("Moved to Deleted Items.");
    await this.app.tell(() => this.refresh());
  }

  async pick(row, copy) {
    const folder = await pickFolder(
      copy ? "Copy to folder" : "Move to folder",
      this.folders.filter((each) => !each.closed),
      copy ? null : this.folder.id,
    );
    if (folder) await this.drop(row.id, folder, copy);
  }

  async drop(id, folder, copy) {
    if (!copy && folder.id === this.folder.id) return;
    const done = await attempt(`Could not ${copy ? "copy" : "move"} the ${this.one}`, () =>
      service(copy ? "copy" : "move", id, folder.id),
    );
    if (!done) return;
    notice(`${copy ? "Copied" : "Moved"} to ${folder.name}.`);
    if (!copy && this.selected?.id === id) this.choose(null);
    await this.app.tell(() => this.refresh());
  }

  /** Show a form. save: takes the FormData, gives the row then. */
  showForm(title, fields, save) {
    const form = h(
      "form",
      {
        class: "edit",
        "aria-label": title,
        onSubmit: (event) => {
          event.preventDefault();
          this.save(form, save);
        },
      },
      h(
        "div",
        { class: "bar" },
        h("button", { type: "submit", class: "button main" }, "Save"),
        button("Cancel", null, () => this.cancel()),
      ),
      h("h1", {}, title),
      h("div", { class: "fields" }, fields),
    );
    this.form = form;
    fill(this.app.places.detail, form);
    this.before = told(form);
    form.querySelector("input, select, textarea")?.focus();
  }

  async save(form, save) {
    const row = await attempt(`Could not save the ${this.one}`, () => save(new FormData(form)));
    if (!row) return;
    this.form = null;
    await this.app.tell(() => this.refresh());
    await this.choose(this.rows.find((each) => each.id === row.id) ?? null);
  }

  async cancel() {
    if (await this.leave()) this.choose(this.selected);
  }

  /** Whether another page may be shown. */
  async leave() {
    const open = this.form;
    if (
      open &&
      told(open) !== this.before &&
      !(await ask("Discard the changes?", "What you typed is lost.", { yes: "Discard", main: false }))
    )
      return false;
    this.form = null;
    return true;
  }
}
