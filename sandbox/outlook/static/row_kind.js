// What a list must say of its folders and rows: People and Tasks each say it in their own way.

/** @typedef {import("./types.js").Row} Row @typedef {import("./types.js").Folder} Folder @typedef {import("./types.js").Kid} Kid */

/** @abstract */
export class RowKind {
  /** @abstract @returns {Promise<Folder[]>} */
  async loadFolders() {
    return [];
  }

  /** Of the folder. @abstract @returns {Promise<Row[]>} */
  async loadRows() {
    return [];
  }

  /** Where Graph has it. @abstract @param {Row} row */
  path(row) {
    return row.id;
  }

  /** The heading that it stands under. @abstract @param {Row} _row */
  group(_row) {
    return "";
  }

  /** What it is called. @abstract @param {Row} row */
  label(row) {
    return row.id;
  }

  /** What a search looks through. @abstract @param {Row} row */
  text(row) {
    return row.id;
  }

  /** What its row shows. @abstract @param {Row} _row @returns {Kid[]} */
  row(_row) {
    return [];
  }

  /** @abstract @param {Row} _row @returns {Kid} */
  card(_row) {
    return null;
  }

  /** Open the form; null: of a new one. @abstract @param {Row|null} _row */
  async edit(_row) {}
}
