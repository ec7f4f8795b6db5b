/** Two values of one field, side by side: the person's and the one somebody saved meanwhile. One of them is chosen. */
import { t } from "../../app/i18n.js";
import { html } from "../../app/ui.js";
import { Nothing, displayText, rawText } from "./display.js";

/** @param {{editing: import("./field.js").Editing, name: string, mine: import("./types").Raw}} props */
export function Clash({ editing, name, mine }) {
  const { form } = editing.state;
  /** @type {["mine" | "theirs", string, string][]} */
  const sides = [
    ["mine", t("clash.mine"), rawText(form, name, mine)],
    ["theirs", t("clash.theirs"), displayText(form, name)],
  ];
  return html`<div class="clash" role="group" aria-label=${form.fields[name].label}>
    <p class="clash-question">${t("clash.question")}</p>
    ${sides.map(
      ([side, whose, text]) => html`<button
        type="button" class="clash-side" key=${side} data-clash=${name} onClick=${() => editing.decide(name, side)}
      ><span class="clash-whose">${whose}</span> <span class="value">${text || html`<${Nothing} />`}</span></button>`,
    )}
  </div>`;
}
