// The button below a tree that makes a folder, a list or a calendar.
import { input } from "./forms.js";
import { post } from "./graph.js";
import { ask, attempt, button } from "./ui.js";

/**
 * @param {string} label "New folder" … @param {string} path where Graph makes one
 * @param {string} field what Graph calls its name
 * @param {() => unknown} then run when it is made
 */
export function newFolderButton(label, path, field, then) {
  return button(label, "plus", () => make(label, path, field, then), { class: "button quiet new-folder" });
}

/** @param {string} label @param {string} path @param {string} field @param {() => unknown} then */
async function make(label, path, field, then) {
  const form = await ask(label, input("Name", "name", "", { required: true, maxlength: 255 }), { yes: "Create" });
  const name = form && String(form.get("name")).trim();
  if (name && (await attempt("Could not create it", () => post(path, { [field]: name })))) await then();
}
