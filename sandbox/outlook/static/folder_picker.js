// "Move to…": choose one of the folders by keyboard or pointer.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { ask } from "./ui.js";

/** folders: `{id, name, depth, kind}`; current: the id of the one that is left out. The chosen one, or null. */
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
