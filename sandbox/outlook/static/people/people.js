// People: the contacts of a folder, a card for each, and the form.
import { h } from "../dom.js";
import { get, part, patch, post, rows } from "../graph.js";
import { ListApp } from "../list_app.js";
import { persona } from "../ui.js";
import { card } from "./card.js";
import { fields, read } from "./form.js";

/** @typedef {import("../types.js").Row} Row @typedef {import("../types.js").Folder} Folder */

export class People extends ListApp {
  /** @param {import("../types.js").App} app */
  constructor(app) {
    super(app, {
      name: "people",
      title: "People",
      one: "contact",
      many: "contacts",
      add: "New contact",
      newFolder: ["New folder", "contactFolders", "displayName"],
    });
  }

  async loadFolders() {
    const root = await get("contactFolders/contacts?$select=id,displayName");
    return [folder(root, 0), ...(await this.below("contactFolders", 1))];
  }

  /** @param {string} path @param {number} depth @returns {Promise<Folder[]>} */
  async below(path, depth) {
    const found = await rows(`${path}?$select=id,displayName&$top=100`);
    const all = await Promise.all(
      found.map(async (each) => [
        folder(each, depth),
        ...(depth < 3 ? await this.below(`contactFolders/${part(each.id)}/childFolders`, depth + 1) : []),
      ]),
    );
    return all.flat();
  }

  async loadRows() {
    const found = await rows(`contactFolders/${part(this.folder.id)}/contacts?$top=250`);
    return found.sort((a, b) => name(a).localeCompare(name(b)));
  }

  /** @param {Row} row */
  path(row) {
    return `contacts/${part(row.id)}`;
  }

  /** @param {Row} row */
  group(row) {
    const first = name(row).normalize("NFD")[0]?.toUpperCase() ?? "#";
    return /\p{L}/u.test(first) ? first : "#";
  }

  /** @param {Row} row */
  label(row) {
    return name(row);
  }

  /** @param {Row} row */
  text(row) {
    return [
      name(row),
      row.companyName,
      row.jobTitle,
      ...row.categories,
      ...row.emailAddresses.map((/** @type {import("../types.js").Address} */ each) => each.address),
    ].join(" ");
  }

  /** @param {Row} row */
  row(row) {
    return [
      persona(name(row)),
      h(
        "div",
        { class: "row-text" },
        h(
          "div",
          { class: "row-line" },
          h("span", { class: "row-from" }, name(row)),
          this.app.categories.chips(row.categories),
        ),
        h("div", { class: "row-preview" }, row.companyName || row.emailAddresses[0]?.address || " "),
      ),
    ];
  }

  /** @param {Row} row */
  card(row) {
    return h(
      "article",
      { class: "card", "aria-label": name(row) },
      this.bar(row, this.path(row)),
      card(this.app, row, name(row)),
    );
  }

  /** @param {Row|null} row */
  async edit(row) {
    if (!(await this.leave())) return;
    this.showForm(row ? name(row) : "New contact", fields(row ?? {}), (form) => {
      const body = read(form, row);
      return row ? patch(this.path(row), body) : post(`contactFolders/${part(this.folder.id)}/contacts`, body);
    });
  }
}

/** @param {{id: string, displayName: string}} found @param {number} depth @returns {Folder} */
const folder = (found, depth) => ({
  id: found.id,
  name: found.displayName,
  depth,
  kind: depth ? "folder" : "people",
  unread: 0,
  total: 0,
});

/** @param {Row} row @returns {string} */
function name(row) {
  return (
    row.displayName ||
    [row.givenName, row.surname].filter(Boolean).join(" ") ||
    row.companyName ||
    row.emailAddresses[0]?.address ||
    "(no name)"
  );
}
