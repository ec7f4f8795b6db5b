// Lists of rows that are worked by keyboard: one row is in the tab order, the arrow keys lead to the others.
// A row is an element of class `row` with the item's id in `data-key`.

/** @param {HTMLElement} place @returns {HTMLElement[]} */
const rowsIn = (place) => [...place.querySelectorAll(/** @type {"div"} */ (".row"))];

/**
 * Show which row is chosen; without one the first is reached by the tab key.
 * @param {HTMLElement} place @param {string|null} [id]
 */
export function markRow(place, id) {
  const all = rowsIn(place);
  for (const each of all) {
    each.setAttribute("aria-selected", String(each.dataset.key === id));
    each.tabIndex = -1;
  }
  const reached = all.find((each) => each.dataset.key === id) ?? all[0];
  if (reached) reached.tabIndex = 0;
}

/**
 * Answer a key. choose, remove: take the id of a row.
 * @param {KeyboardEvent} event @param {(id: string) => unknown} choose @param {(id: string) => unknown} remove
 */
export function rowKeys(event, choose, remove) {
  const all = rowsIn(/** @type {HTMLElement} */ (event.currentTarget));
  const here = all.findIndex((each) => each === document.activeElement);
  if (here < 0) return;
  /** @type {Record<string, number>} */
  const goals = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 };
  const goal = all[goals[event.key]];
  if (goal) {
    event.preventDefault();
    goal.focus();
    choose(goal.dataset.key ?? "");
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(all[here].dataset.key ?? "");
  } else if (event.key === "Delete") {
    remove(all[here].dataset.key ?? "");
  }
}
