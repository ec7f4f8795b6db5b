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

/** @typedef {import("./types.js").Kid} Kid @typedef {import("./types.js").Props} Props */

/**
 * An element. props: attributes, `on…` listeners, `class`, `data` (an object); null and false leave one out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Props} [props] @param {...Kid} kids @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  node.append(...clean(kids));
  return node;
}

/** @param {HTMLElement} node @param {string} name @param {any} value */
function set(node, name, value) {
  if (name === "data") Object.assign(node.dataset, value);
  else if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
  else if (AS_PROPERTY.has(name)) Object.assign(node, { [name]: value ?? "" });
  else if (name.startsWith("aria-") && value !== null && value !== undefined) node.setAttribute(name, String(value));
  else if (value !== null && value !== undefined && value !== false)
    node.setAttribute(name, value === true ? "" : value);
}

/** @param {Kid[]} kids @returns {(Node|string)[]} */
function clean(kids) {
  const all = /** @type {Exclude<Kid, Kid[]>[]} */ (/** @type {unknown[]} */ (kids).flat(Infinity));
  const shown = all.filter((kid) => kid !== null && kid !== undefined && kid !== false && kid !== "");
  return shown.map((kid) => (kid instanceof Node ? kid : String(kid)));
}

/**
 * Replace what a node holds. What has the focus keeps it, where the new holds its like.
 * @param {HTMLElement} node @param {...Kid} kids
 */
export function fill(node, ...kids) {
  const had = node.contains(document.activeElement) ? /** @type {HTMLElement|null} */ (document.activeElement) : null;
  node.replaceChildren(...clean(kids));
  if (had && had !== node) alike(node, had)?.focus({ preventScroll: true });
  return node;
}

/**
 * The control within node that is the same to a person as one that was drawn before.
 * @param {HTMLElement} node @param {HTMLElement} had @returns {HTMLElement|undefined}
 */
function alike(node, had) {
  const name = (/** @type {any} */ each) => each.dataset.key ?? each.ariaLabel ?? (each.title || each.name || each.textContent);
  const all = /** @type {HTMLElement[]} */ ([...node.querySelectorAll(had.tagName)]);
  return node.contains(had) ? had : all.find((each) => name(each) === name(had));
}

/** Replace what a node holds and keep its scroll position. @param {HTMLElement} node @param {...Kid} kids */
export function refill(node, ...kids) {
  const top = node.scrollTop;
  fill(node, ...kids);
  node.scrollTop = top;
}

/**
 * Draw a place, now or after a click in it that has begun: a click ends only on the element that it began on.
 * @param {HTMLElement} node @param {() => void} draw
 */
export function afterClick(node, draw) {
  if (!node.querySelector("button:active, [role=option]:active")) return draw();
  addEventListener("pointerup", () => setTimeout(() => afterClick(node, draw)), { once: true });
}

/** Draw a place anew; the button that had the focus has it afterwards, too (by its place among the others).
 * @param {HTMLElement} node @param {() => void} draw */
export function redraw(node, draw) {
  afterClick(node, () => {
    const buttons = () => [...node.querySelectorAll("button")];
    const at = buttons().findIndex((each) => each === document.activeElement);
    draw();
    if (at >= 0) buttons()[at]?.focus({ preventScroll: true });
  });
}

/** A drawing of 20 by 20 units from a path's data. @param {string} path */
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

/**
 * A stretch of time during which only the last call of several counts.
 * @template {unknown[]} A @param {number} milliseconds @param {(...given: A) => unknown} run
 */
export function later(milliseconds, run) {
  let timer = 0;
  return (/** @type {A} */ ...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), milliseconds);
  };
}
