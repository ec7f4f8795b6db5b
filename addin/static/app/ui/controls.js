/** Buttons, icons, links, and the field around a native control. */
import { openWindow, supports } from "../office.js";
import { classes, html, useId } from "./html.js";

/** @typedef {import("preact").ComponentChildren} Children */

const ICONS = new URL("vendor/icons/", document.baseURI).href;

/**
 * A picture beside a text. Decorative: give the control a label.
 * @param {{name: string, size?: 16|20|24}} props name: of addin/vendor.json
 */
export function Icon({ name, size = 20 }) {
  const style = { "--icon": `url("${ICONS}${name}.svg")`, "--icon-size": `${size}px` };
  return html`<span class="icon" aria-hidden="true" style=${style}></span>`;
}

/** Have pictures at hand before they are shown: without a network they could not be fetched then. @param {string[]} names */
export function fetchIcons(names) {
  for (const name of names) new Image().src = `${ICONS}${name}.svg`;
}

/** @param {{label?: string}} props */
export function Spinner({ label }) {
  return html`<span class="spinner" role=${label ? "img" : undefined} aria-label=${label} aria-hidden=${label ? undefined : "true"}></span>`;
}

/**
 * @param {{children?: Children, kind?: "primary"|"secondary"|"subtle"|"danger", icon?: string, busy?: boolean, disabled?: boolean,
 *   onClick?: (event: MouseEvent) => void, type?: "button"|"submit", block?: boolean} & Record<string, any>} props
 */
export function Button({
  children,
  kind = "secondary",
  icon,
  busy = false,
  disabled = false,
  block = false,
  type = "button",
  onClick,
  ...rest
}) {
  const names = classes("button", `button-${kind}`, block && "button-block");
  // A busy button keeps the focus: `disabled` would drop it.
  const click = busy ? undefined : onClick;
  return html`<button ...${rest} type=${busy ? "button" : type} class=${names} disabled=${disabled} aria-busy=${busy} onClick=${click}>
    ${busy ? html`<${Spinner} />` : icon && html`<${Icon} name=${icon} />`}<span>${children}</span>
  </button>`;
}

/**
 * A button that is only a picture; `label` is its name and its tooltip.
 * @param {{icon: string, label: string, onClick?: (event: MouseEvent) => void, busy?: boolean} & Record<string, any>}
 *   props
 */
export function IconButton({ icon, label, onClick, busy = false, ...rest }) {
  return html`<button ...${rest} type="button" class="icon-button" aria-label=${label} title=${label} onClick=${busy ? undefined : onClick}>
    ${busy ? html`<${Spinner} />` : html`<${Icon} name=${icon} />`}
  </button>`;
}

/**
 * Only addresses of the web are links: a field of the CRM may hold `javascript:`.
 * @param {string|null|undefined} href
 */
export function isWebAddress(href) {
  return /^https?:\/\//i.test(href ?? "");
}

/**
 * A link that leaves the pane, for instance to the record in Salesforce.
 * @param {{href: string, children?: Children, label?: string, icon?: string} & Record<string, any>} props
 */
export function ExternalLink({ href, children, label, icon, ...rest }) {
  if (!isWebAddress(href)) return html`<span>${children}</span>`;
  /** @param {MouseEvent} event */
  const open = (event) => {
    if (!supports("OpenBrowserWindowApi", "1.1")) return;
    event.preventDefault();
    openWindow(href);
  };
  return html`<a ...${rest} class=${icon ? "icon-button" : "link"} href=${href} target="_blank" rel="noopener noreferrer" aria-label=${label} title=${label} onClick=${open}>
    ${icon ? html`<${Icon} name=${icon} />` : children}
  </a>`;
}

/**
 * Label, help and error of one control, or of a group of them. The child gets the attributes: `${(attrs) => html`<input ...${attrs} />`}`.
 * @param {{label: string, help?: string|null, error?: string|null, required?: boolean, id?: string, group?: boolean,
 *   children: (attrs: {id: string, "aria-describedby"?: string, "aria-invalid": boolean, required?: boolean}) => Children}} props
 */
export function Field({ label, help, error, required = false, id, group = false, children }) {
  const made = useId();
  const own = id ?? made;
  const described = classes(help && `${own}-help`, error && `${own}-error`) || undefined;
  const attrs = { id: own, "aria-describedby": described, "aria-invalid": Boolean(error), required };
  const [around, named] = group ? ["fieldset", "legend"] : ["div", "label"];
  return html`<${around} class="field" aria-describedby=${group ? described : undefined}>
    <${named} for=${group ? undefined : own}>${label}${required && html`<span class="required" aria-hidden="true"> *</span>`}<//>
    ${children(attrs)}
    ${error && html`<p class="field-error" id=${`${own}-error`}><${Icon} name="error" size=${16} />${error}</p>`}
    ${help && html`<p class="field-help" id=${`${own}-help`}>${help}</p>`}
  <//>`;
}
