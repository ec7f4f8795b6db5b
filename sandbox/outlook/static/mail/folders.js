// The tree of mail folders with their counts; messages can be dropped on it.
import { h, refill } from "../dom.js";
import { part, rows } from "../graph.js";
import { icon } from "../icons.js";

// Graph v1.0 does not tell which well-known folder one is; the names are those of an English mailbox.
/** @type {Record<string, string>} */
const KINDS = {
  Inbox: "inbox",
  Drafts: "drafts",
  "Sent Items": "sent",
  "Deleted Items": "deleted",
  "Junk Email": "junk",
  Archive: "archive",
};
const ORDER = ["inbox", "drafts", "sent", "archive", "folder", "junk", "deleted"];
const HIDDEN_WHEN_EMPTY = ["Outbox", "Conversation History"];

/** @typedef {import("../types.js").Folder} Folder */
/** @typedef {{drop: (id: string, folder: Folder, copy: boolean) => unknown}} Acts what takes things that are dropped */
/**
 * @typedef {object} Tree
 * @property {Node} head @property {Node} foot @property {Folder[]} folders @property {Folder|null} current
 * @property {Acts} acts @property {(folder: Folder) => unknown} choose
 */

/**
 * All folders, parents before children.
 * @param {string|null} [parent] @param {number} [depth] @returns {Promise<Folder[]>}
 */
export async function loadFolders(parent = null, depth = 0) {
  const fields = "$top=200&$select=id,displayName,childFolderCount,unreadItemCount,totalItemCount";
  const found = await rows(parent ? `mailFolders/${part(parent)}/childFolders?${fields}` : `mailFolders?${fields}`);
  const shown = found.filter((each) => !HIDDEN_WHEN_EMPTY.includes(each.displayName) || each.totalItemCount > 0);
  const all = await Promise.all(shown.map((each) => withChildren(each, depth)));
  if (depth === 0) all.sort((a, b) => ORDER.indexOf(a[0].kind) - ORDER.indexOf(b[0].kind));
  return all.flat();
}

/** @param {any} each Graph's mailFolder @param {number} depth @returns {Promise<Folder[]>} */
async function withChildren(each, depth) {
  const kind = (depth === 0 && KINDS[each.displayName]) || "folder";
  const own = {
    id: each.id,
    name: each.displayName,
    unread: each.unreadItemCount,
    total: each.totalItemCount,
    depth,
    kind,
  };
  return [own, ...(each.childFolderCount ? await loadFolders(each.id, depth + 1) : [])];
}

/**
 * Draw the tree. choose: opens a folder; head, foot: what stands above and below.
 * @param {HTMLElement} place
 * @param {Tree} tree
 */
export function folderTree(place, { head, foot, folders, current, acts, choose }) {
  const items = folders.map((each) => h("li", {}, folderRow(each, each.id === current?.id, acts, choose)));
  refill(place, h("div", { class: "side-head" }, head), h("ul", { class: "tree" }, items), foot);
}

/** @param {Folder} folder @param {boolean} here @param {Acts} acts @param {(folder: Folder) => unknown} choose */
function folderRow(folder, here, acts, choose) {
  // Of drafts and rubbish people want to know how many there are, elsewhere what is new.
  const count = ["drafts", "junk"].includes(folder.kind) ? folder.total : folder.unread;
  const row = h(
    "button",
    {
      type: "button",
      class: `tree-row depth${Math.min(folder.depth, 4)}`,
      data: { key: folder.id },
      "aria-current": here ? "true" : null,
      title: `${folder.name}: ${folder.total} items, ${folder.unread} unread`,
      onClick: () => choose(folder),
    },
    icon(folder.kind),
    h("span", { class: "tree-name" }, folder.name),
    count > 0 && h("span", { class: "count" }, count),
  );
  return droppable(row, (id, copy) => acts.drop(id, folder, copy));
}

export const DRAGGED = "application/x-outlook-item";

/**
 * Let items be dropped on a node.
 * @template {HTMLElement} N @param {N} node @param {(id: string, copy: boolean) => unknown} run copy: with Ctrl held
 */
export function droppable(node, run) {
  node.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes(DRAGGED)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = event.ctrlKey ? "copy" : "move";
    node.classList.add("drop");
  });
  node.addEventListener("dragleave", () => node.classList.remove("drop"));
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    node.classList.remove("drop");
    if (event.dataTransfer) run(event.dataTransfer.getData(DRAGGED), event.ctrlKey);
  });
  return node;
}

/**
 * Let a node be dragged as that item.
 * @template {HTMLElement} N @param {N} node @param {string} id @param {string} label
 */
export function draggable(node, id, label) {
  node.draggable = true;
  node.addEventListener("dragstart", (event) => {
    if (!event.dataTransfer) return;
    event.dataTransfer.setData(DRAGGED, id);
    event.dataTransfer.setData("text/plain", label);
    event.dataTransfer.effectAllowed = "copyMove";
    node.classList.add("dragging");
  });
  node.addEventListener("dragend", () => node.classList.remove("dragging"));
  return node;
}
