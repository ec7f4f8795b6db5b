/** Which view is shown. Each item of Outlook has its own stack of views; a tab starts a new one. */
import { createStore, item, useStore } from "./state.js";

/** @typedef {{view: string, params: any}} Place */

export const TABS = ["people", "share", "lookup", "sync", "settings"];
const START = /** @type {Place} */ ({ view: "people", params: {} });

/** @type {Map<string, Place[]>} */
const stacks = new Map();
const stack = createStore([START]);
let itemKey = "";

/** Why the view changed last; a view that the person opened takes the focus, one that another item brought does not. */
export const moved = createStore(/** @type {{by: "person"|"item"}} */ ({ by: "item" }));

export const useStack = () => useStore(stack);
/** Is there something to go back to? */
export const canGoBack = () => stack.get().length > 1;

/** Open a view. A tab's view replaces all, another goes on top. @param {string} view @param {any} [params] */
export function go(view, params = {}) {
  const place = { view, params };
  show(TABS.includes(view) && Object.keys(params).length === 0 ? [place] : [...stack.get(), place]);
}

/**
 * Open a view in place of this one, for instance the record after it was created.
 * @param {string} view
 * @param {any} [params]
 */
export function replace(view, params = {}) {
  show([...stack.get().slice(0, -1), { view, params }]);
}

export function back() {
  if (canGoBack()) show(stack.get().slice(0, -1));
}

/** @param {Place[]} next */
function show(next) {
  moved.set({ by: "person" });
  stack.set(next);
}

/** Follow the item: what was open for it before, else the tab that is open now. */
item.listen((open) => {
  const key = open?.key ?? "";
  if (key === itemKey) return;
  stacks.set(itemKey, stack.get());
  itemKey = key;
  moved.set({ by: "item" });
  stack.set(stacks.get(key) ?? stack.get().slice(0, 1));
});
