// The bar with which the add-in pane is made wider or narrower, by pointer or by arrow keys.

const NARROWEST = 320;
const WIDEST = 640;
const STEP = 20;

/** @param {HTMLElement} bar the handle @param {HTMLElement} pane what lies on its right */
export function splitter(bar, pane) {
  const set = (/** @type {number} */ width) => {
    const fitting = Math.max(NARROWEST, Math.min(WIDEST, Math.round(width)));
    pane.style.width = `${fitting}px`;
    bar.setAttribute("aria-valuenow", String(fitting));
  };
  bar.setAttribute("aria-valuemin", String(NARROWEST));
  bar.setAttribute("aria-valuemax", String(WIDEST));
  set(NARROWEST);
  bar.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowLeft" ? STEP : event.key === "ArrowRight" ? -STEP : 0;
    if (step) set(pane.offsetWidth + step);
  });
  bar.addEventListener("pointerdown", (event) => drag(event, bar, pane, set));
}

/**
 * @param {PointerEvent} event @param {HTMLElement} bar @param {HTMLElement} pane @param {(width: number) => void} set
 */
function drag(event, bar, pane, set) {
  const right = pane.getBoundingClientRect().right;
  const move = (/** @type {PointerEvent} */ each) => set(right - each.clientX);
  const end = () => {
    bar.removeEventListener("pointermove", move);
    document.body.classList.remove("resizing");
  };
  bar.setPointerCapture(event.pointerId);
  document.body.classList.add("resizing"); // frames would swallow the pointer
  bar.addEventListener("pointermove", move);
  bar.addEventListener("pointerup", end, { once: true });
  bar.addEventListener("pointercancel", end, { once: true });
}
