/** The controls of single choices: a list view, one of several words, a tick. */
import { t } from "../app/i18n.js";
import { Field, html, useId } from "../app/ui.js";

/** @typedef {{kind: string, name: string, value: any, fixed: boolean, choose: (value: any) => void}} ChoiceProps */

/** What core.choices accepts, the default first. */
const WORDS = /** @type {Record<string, string[]>} */ ({
  share: ["shared", "all"],
  private: ["skip", "busy"],
  winner: ["crm", "exchange", "newest", "ask"],
});

/** @param {ChoiceProps & {views: {id: string, label: string}[]}} props */
export function ListView({ kind, value, fixed, choose, views }) {
  const now = value ?? "";
  const gone = now && views.length && !views.some((view) => view.id === now);
  return html`<${Field} label=${t("settings.list_view")} help=${fixed ? t("settings.fixed") : t("settings.list_view.text")} error=${gone ? t("settings.list_view.gone") : null}>
    ${(/** @type {Record<string, any>} */ attributes) => html`<select class="select" ...${attributes} disabled=${fixed} value=${now}
      onChange=${(/** @type {any} */ event) => choose(event.target.value || null)}>
      <option value="">${t(`settings.list_view.own.${kind}`)}</option>
      ${now && !views.some((view) => view.id === now) && html`<option value=${now}>${now}</option>`}
      ${views.map((view) => html`<option key=${view.id} value=${view.id}>${view.label}</option>`)}
    </select>`}
  <//>`;
}

/** @param {ChoiceProps} props */
export function OneOf({ name, value, fixed, choose }) {
  return html`<${Field} label=${t(`settings.${name}`)} help=${fixed ? t("settings.fixed") : null}>
    ${(/** @type {Record<string, any>} */ attributes) => html`<select class="select" ...${attributes} disabled=${fixed} value=${value}
      onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
      ${WORDS[name].map((word) => html`<option key=${word} value=${word}>${t(`settings.${name}.${word}`)}</option>`)}
    </select>`}
  <//>`;
}

/** @param {ChoiceProps} props */
export function Tick({ name, value, fixed, choose }) {
  const id = useId();
  return html`<label class="checkline">
    <input type="checkbox" checked=${value} disabled=${fixed} aria-describedby=${fixed ? id : undefined} onChange=${(/** @type {any} */ event) => choose(event.target.checked)} />
    <span class="row-text">${t(`settings.${name}`)}${fixed && html`<span class="row-detail" id=${id}>${t("settings.fixed")}</span>`}</span>
  </label>`;
}
