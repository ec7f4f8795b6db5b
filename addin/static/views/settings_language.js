/** The language of the pane. */
import { LANGUAGES, t, useLocale } from "../app/i18n.js";
import { chooseLanguage, chosenLanguage } from "../app/language.js";
import { locale } from "../app/office.js";
import { refreshAll } from "../app/state.js";
import { Field, html } from "../app/ui.js";

export function Language() {
  /** @param {any} event */
  const choose = async ({ target }) => {
    chooseLanguage(target.value || null);
    await useLocale(target.value || locale());
    refreshAll();
  };
  return html`<${Field} label=${t("settings.language")}>
    ${(/** @type {Record<string, any>} */ attributes) => html`<select class="select" ...${attributes} value=${chosenLanguage() ?? ""} onChange=${choose}>
      <option value="">${t("settings.language.outlook")}</option>
      ${LANGUAGES.map((language) => html`<option key=${language} value=${language} lang=${language}>${nameOf(language)}</option>`)}
    </select>`}
  <//>`;
}

/** The language's own name for itself. @param {string} language */
const nameOf = (language) => new Intl.DisplayNames([language], { type: "language" }).of(language);
