/** The language that a person chose for the pane; without a choice it is Outlook's. */

const KEY = "bothways.language";

/** @returns {string|null} BCP 47 tag */
export function chosenLanguage() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage refused: Outlook's own language then
  }
}

/** @param {string|null} language null: Outlook's */
export function chooseLanguage(language) {
  try {
    if (language) localStorage.setItem(KEY, language);
    else localStorage.removeItem(KEY);
  } catch {
    // It holds for as long as the pane lives.
  }
}
