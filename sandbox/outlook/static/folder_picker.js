// "Move to…": choose one of the folders by keyboard or pointer.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { ask } from "./ui.js";

/**
 * @param {string} title @param {import("./types.js").Folder[]} folders
 * @param {string|null} current id of the one that is left out
 * @returns {Promise<import("./types.js").Folder|null>} the chosen one
 */
export async function pickFolder(title, folders, current) {
  const choices = folders.filter((each) => each.id !== current);
  const rows = choices.map((each, index) =>
    h(
      "label",
      { class: `pick depth${Math.min(each.depth ?? 0, 4)}` },
      h("input", { type: "radio", name: "folder", value: each.id, checked: index === 0, required: true }),
      icon(each.kind),
      h("span", {}, each.name),
    ),
  );
  const form = await ask(title, h("div", { class: "picks", role: "radiogroup", "aria-label": title }, rows), {
    yes: title.split(" ")[0],
  });
  return form ? (choices.find((each) => each.id === form.get("folder")) ?? null) : null;
}
