/** Says a sentence to screen readers through the page's one live region. */
import { createStore } from "./state.js";

const AGAIN = " ";

/** @param {string} text */
export function announce(text) {
  const region = document.getElementById("announcer");
  if (!region) return;
  // The same sentence twice is not a change, so it would not be read: a space makes it one.
  region.textContent = region.textContent === text ? text + AGAIN : text;
}

/** The short note at the pane's foot. @type {ReturnType<typeof createStore<{text: string, kind: string, action?: {label: string, run: () => void}}|null>>} */
export const toasted = createStore(/** @type {any} */ (null));

/**
 * Show a short note that goes away by itself, and say it.
 * @param {string} text
 * @param {{kind?: "success"|"info"|"error", action?: {label: string, run: () => void}}} [options]
 */
export function toast(text, { kind = "success", action } = {}) {
  toasted.set({ text, kind, action });
  announce(text);
}
