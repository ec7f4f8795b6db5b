// The bar with which the add-in pane is made wider or narrower, by pointer or by arrow keys.

const NARROWEST = 320;
const WIDEST = 640;
const STEP = 20;

/** bar: the handle; pane: what lies on its right. */
export function splitter(bar, pane) {
  const set = (width) => {
    const fitting = Math.max(NARROWEST, Math.min(WIDEST, Math.round(width)));
    pane.style.width = `${fitting}px`;
    bar.setAttribute("aria-valuenow", fitting);
  };
  bar.setAttribute("aria-valuemin", NARROWEST);
  bar.setAttribute("aria-valuemax", WIDEST);
  set(NARROWEST);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step) set(pane.offsetWidth + step);
  });
  bar.addEventListener("pointerdown", (event) => drag(event, bar, pane, set));
}

function drag(event, bar, pane, set) {
  const right = pane.getBoundingClientRect().right;
  const move = (each) => set(right - each.clientX);
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
