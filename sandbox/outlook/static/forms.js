// Fields of forms, each with its label.
import { h } from "./dom.js";

let number = 0;

/** @typedef {import("./types.js").Props} Props @typedef {[string, string]} Choice a value and its label */

/** @param {string} label @param {HTMLElement} box @param {string} [look] */
function labelled(label, box, look = "input") {
  number += 1;
  box.id = `field${number}`;
  return h("div", { class: look }, h("label", { for: box.id }, label), box);
}

/**
 * A labelled input. type: an input's type, `area` for several lines; wide: over the whole row.
 * @param {string} label @param {string} name @param {string|null|undefined} value @param {Props} [props]
 */
export function input(label, name, value, { type = "text", wide = false, ...props } = {}) {
  const box =
    type === "area"
      ? h("textarea", { name, rows: 4, value: value ?? "", ...props })
      : h("input", { name, type, value: value ?? "", autocomplete: "off", ...props });
  return labelled(label, box, `input${wide ? " wide" : ""}`);
}

/** @param {string} label @param {string} name @param {string} value @param {Choice[]} choices @param {Props} [props] */
export function choice(label, name, value, choices, props = {}) {
  return labelled(
    label,
    h(
      "select",
      { name, ...props },
      choices.map(([each, text]) => h("option", { value: each, selected: each === value }, text)),
    ),
  );
}

/** @param {string} label @param {string} name @param {boolean} checked @param {Props} [props] */
export function tick(label, name, checked, props = {}) {
  return h(
    "label",
    { class: "input tick" },
    h("input", { name, type: "checkbox", checked, ...props }),
    h("span", {}, label),
  );
}

/** What a form says now, as text, to see whether it was changed. @param {HTMLFormElement} form */
export const told = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));

/** What stands in a field, without spaces around it. @param {FormData} form @param {string} name */
export const textOf = (form, name) => String(form.get(name) ?? "").trim();
