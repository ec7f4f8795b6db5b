/**
 * The end of a sign-in in a window: hands the one-time code to the pane. The server leads here with the message in the
 * address's fragment, which no server sees: `#type=signin&code=…`, `#type=salesforce&code=…` or `#type=error&detail=…`.
 */
import { t, useLocale } from "./i18n.js";
import { chosenLanguage } from "./language.js";
import { readyInDialog, tellPane } from "./office.js";

const message = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
history.replaceState(null, "", location.pathname);

const place = /** @type {HTMLElement} */ (document.getElementById("said"));
await useLocale(chosenLanguage() ?? navigator.language);
const told = await readyInDialog();
if (told && message.type) tellPane(message);
place.textContent = message.detail || t(told ? "common.window_done" : "common.not_outlook.text");
