// Fields of forms, each with its label.
import { h } from "./dom.js";

let number = 0;

function labelled(label, box, look = "input") {
  number += 1;
  box.id = `field${number}`;
  return h("div", { class: look }, h("label", { for: box.id }, label), box);
}

/** A labelled input. type: an input's type, `area` for several lines; wide: over the whole row. */
export function input(label, name, value, { type = "text", wide = false, ...props } = {}) {
  const box =
    type === "area"
      ? h("textarea", { name, rows: 4, value: value ?? "", ...props })
      : h("input", { name, type, value: value ?? "", autocomplete: "off", ...props });
  return labelled(label, box, `input${wide ? " wide" : ""}`);
}

/** A labelled choice. choices: [value, label] each. */
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

export function tick(label, name, checked, props = {}) {
  return h(
    "label",
    { class: "input tick" },
    h("input", { name, type: "checkbox", checked, ...props }),
    h("span", {}, label),
  );
}

/** What a form says now, as text, to see whether it was changed. */
export const told = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));
