/**
 * Whoever works by keyboard never loses their place: where what had the focus goes away and nothing else takes it, the
 * heading of the view gets it. While the focus is in Outlook, it is left there.
 * @param {HTMLElement} place
 */
export function keepFocus(place) {
  /** @type {EventTarget|null} */
  let last = null;
  place.addEventListener("focusin", (event) => (last = event.target));
  new MutationObserver(() => {
    const lost = last instanceof Node && !last.isConnected && document.activeElement === document.body;
    if (lost && document.hasFocus()) place.querySelector("h1")?.focus();
  }).observe(place, { childList: true, subtree: true });
}
