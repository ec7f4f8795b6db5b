import { Page, html } from "../app/ui.js";

/** @param {import("../app/types.js").ViewProps} _props */
export default function View(_props) {
  return html`<${Page} title="people" />`;
}
