// The button below a tree that makes a folder, a list or a calendar.
import { input } from "./forms.js";
import { post } from "./graph.js";
import { ask, attempt, button } from "./ui.js";

/** label: "New folder" …; path: where Graph makes one; field: what Graph calls its name; then: run when it is made. */
export function newFolderButton(label, path, field, then) {
  return button(label, "plus", () => make(label, path, field, then), { class: "button quiet new-folder" });
}

async function make(label, path, field, then) {
  const form = await ask(label, input("Name", "name", "", { required: true, maxlength: 255 }), { yes: "Create" });
  const name = form?.get("name").trim();
  if (name && (await attempt("Could not create it", () => post(path, { [field]: name })))) await then();
}
