/** A modal question. The native element keeps the focus inside, closes on Escape and returns the focus. */
import { t } from "../i18n.js";
import { IconButton } from "./controls.js";
import { html, useEffect, useId, useRef } from "./html.js";

/**
 * Shown as long as it is rendered.
 * @param {{title: string, children?: any, actions?: any, onClose: () => void}} props actions: buttons, the primary one last
 */
export function Dialog({ title, children, actions, onClose }) {
  const element = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const id = useId();
  useEffect(() => {
    const before = /** @type {HTMLElement|null} */ (document.activeElement);
    element.current?.showModal();
    return () => {
      element.current?.close();
      // The browser returns the focus on close(), but not when the element was taken out of the page first.
      if (before?.isConnected) before.focus();
    };
  }, []);
  /** @param {Event} event */
  const cancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog class="dialog" ref=${element} aria-labelledby=${id} onCancel=${cancel}>
    <div class="dialog-head"><h2 id=${id}>${title}</h2><${IconButton} icon="dismiss" label=${t("common.close")} onClick=${onClose} /></div>
    <div class="dialog-body">${children}</div>
    ${actions && html`<div class="dialog-actions">${actions}</div>`}
  </dialog>`;
}
