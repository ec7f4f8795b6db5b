// Elements made from data. Text is always text: nothing here reads HTML.

const AS_PROPERTY = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "selected",
  "readOnly",
  "multiple",
  "indeterminate",
]);
const SVG = "http://www.w3.org/2000/svg";

/** An element. props: attributes, `on…` listeners, `class`, `data` (an object); null and false leave one out. */
export function h(tag, props, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  node.append(...clean(kids));
  return node;
}

function set(node, name, value) {
  if (name === "data") Object.assign(node.dataset, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
  else if (AS_PROPERTY.has(name)) node[name] = value ?? "";
  else if (name.startsWith("aria-") && value !== null && value !== undefined) node.setAttribute(name, String(value));
  else if (value !== null && value !== undefined && value !== false)
    node.setAttribute(name, value === true ? "" : value);
}

function clean(kids) {
  return kids.flat(Infinity).filter((kid) => kid !== null && kid !== undefined && kid !== false && kid !== "");
}

/** Replace what a node holds. */
export function fill(node, ...kids) {
  node.replaceChildren(...clean(kids));
  return node;
}

/** Replace what a node holds and keep its scroll position and the focus (by `data-key`). */
export function refill(node, ...kids) {
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const top = node.scrollTop;
  fill(node, ...kids);
  node.scrollTop = top;
  if (focused)
    [...node.querySelectorAll("[data-key]")]
      .find((each) => each.dataset.key === focused)
      ?.focus({ preventScroll: true });
}

/** Draw a place anew; the button that had the focus has it afterwards, too (by its place among the others). */
export function redraw(node, draw) {
  const buttons = () => [...node.querySelectorAll("button")];
  const at = buttons().indexOf(document.activeElement);
  draw();
  if (at >= 0) buttons()[at]?.focus({ preventScroll: true });
}

/** A drawing of 20 by 20 units from a path's data. */
export function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** A stretch of time during which only the last call of several counts. */
export function later(milliseconds, run) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), milliseconds);
  };
}
