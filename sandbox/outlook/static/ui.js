// Small parts of every page: buttons, personas, notices, questions, menus.
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { initials, tint } from "./words.js";

/** @typedef {import("./types.js").Kid} Kid @typedef {import("./types.js").MenuEntry} MenuEntry */

/**
 * A button with a drawing and a label; quiet ones show the drawing only, others do where room is scarce.
 * @param {string} label @param {string|null} drawingName @param {(event: MouseEvent) => unknown} run
 * @param {import("./types.js").Props & {quiet?: boolean, main?: boolean}} [props]
 */
export function button(label, drawingName, run, { quiet = false, main = false, ...props } = {}) {
  const look = `button${quiet ? " quiet" : ""}${main ? " main" : ""}`;
  const said = quiet || drawingName ? { "aria-label": label, title: label } : {};
  return h(
    "button",
    { type: "button", class: look, onClick: run, ...said, ...props },
    drawingName && icon(drawingName),
    quiet ? null : h("span", {}, label),
  );
}

/** @param {string} name @param {boolean} [small] */
export function persona(name, small = false) {
  return h(
    "span",
    { class: `persona tint${tint(name)}${small ? " small" : ""}`, "aria-hidden": "true" },
    initials(name),
  );
}

let timer = 0;

/**
 * Say something at the bottom of the page, and to screen readers. undo: what its button does.
 * @param {string} text @param {{error?: boolean, undo?: (() => unknown)|null}} [props]
 */
export function notice(text, { error = false, undo = null } = {}) {
  const place = noticePlace();
  clearTimeout(timer);
  const back = undo && h("button", { type: "button", onClick: () => (hush(), undo()) }, "Undo");
  fill(
    place,
    h(
      "div",
      { class: `toast${error ? " error" : ""}` },
      h("span", {}, text),
      back,
      h("button", { type: "button", "aria-label": "Close", onClick: hush }, icon("close")),
    ),
  );
  timer = setTimeout(hush, error ? 12_000 : 6_000);
}

const noticePlace = () => /** @type {HTMLElement} */ (document.getElementById("notice"));

function hush() {
  fill(noticePlace());
}

/**
 * Run what a person asked for; an error is told and not thrown.
 * @template T @param {string} what @param {() => Promise<T>|T} run @returns {Promise<T|undefined>}
 */
export async function attempt(what, run) {
  try {
    return await run();
  } catch (error) {
    notice(`${what}: ${error.message}`, { error: true });
    return undefined;
  }
}

/**
 * Ask in a dialog. content: a form's fields.
 * @param {string} title @param {Kid} content @param {{yes?: string, main?: boolean}} [props]
 * @returns {Promise<FormData|null>} the form's data, or null where it was left
 */
export function ask(title, content, { yes = "OK", main = true } = {}) {
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", {}, title),
    h("div", { class: "dialog-body" }, content),
    h(
      "div",
      { class: "dialog-foot" },
      h("button", { type: "submit", value: "yes", class: `button${main ? " main" : " danger"}` }, yes),
      h("button", { type: "submit", value: "", class: "button", formnovalidate: true }, "Cancel"),
    ),
  );
  const dialog = h("dialog", { class: "dialog", "aria-label": title }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => {
      answer(dialog.returnValue === "yes" ? new FormData(form) : null);
      dialog.remove();
    });
  });
}

/** A menu below a button. @param {HTMLElement} anchor @param {(MenuEntry|"-")[]} entries */
export function menu(anchor, entries) {
  /** @type {HTMLDialogElement|null} */ (document.querySelector(".menu"))?.close();
  const box = h("dialog", { class: "menu", "aria-label": anchor.textContent || anchor.ariaLabel });
  const list = h(
    "div",
    { role: "menu" },
    entries.map((entry) => (entry === "-" ? h("hr") : menuRow(entry, box))),
  );
  box.append(list);
  document.body.append(box);
  const at = anchor.getBoundingClientRect();
  box.showModal();
  box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - box.offsetHeight - 8))}px`;
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => (box.remove(), anchor.focus?.()));
  box.addEventListener("keydown", (event) => arrows(event, list));
  list.querySelector("button")?.focus();
}

/** @param {MenuEntry} entry @param {HTMLDialogElement} box */
function menuRow(entry, box) {
  const role = entry.checked === undefined ? "menuitem" : "menuitemcheckbox";
  const checked = entry.checked === undefined ? null : Boolean(entry.checked);
  return h(
    "button",
    { type: "button", role, "aria-checked": checked, onClick: () => (box.close(), entry.run()) },
    entry.swatch ?? (entry.icon ? icon(entry.icon) : h("span", { class: "icon" })),
    h("span", {}, entry.label),
    entry.checked ? icon("check") : null,
  );
}

/**
 * Move the focus among the buttons of a list by the arrow keys.
 * @param {KeyboardEvent} event @param {HTMLElement} list
 */
export function arrows(event, list) {
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...list.querySelectorAll("button")].filter((each) => !each.disabled);
  const here = all.findIndex((each) => each === document.activeElement);
  all[
    Math.max(0, Math.min(all.length - 1, Number.isFinite(step) ? here + step : step > 0 ? all.length - 1 : 0))
  ]?.focus();
}

/**
 * What a place shows that has nothing to show.
 * @param {string} drawingName @param {string} title @param {string} [text]
 */
export function empty(drawingName, title, text = "") {
  return h(
    "div",
    { class: "empty" },
    icon(drawingName),
    h("p", { class: "empty-title" }, title),
    text && h("p", { class: "soft" }, text),
  );
}
