/** The pane: boot, header with tabs, and the view that is open. */
import { signInWith } from "./api.js";
import { loadSession } from "./connect.js";
import { keepFocus } from "./focus.js";
import { t, useLocale } from "./i18n.js";
import { chosenLanguage } from "./language.js";
import { TABS, go, useStack } from "./navigation.js";
import { closing, locale, onItemChanged, ready } from "./office.js";
import { readItem } from "./office_item.js";
import { VIEWS } from "./routes.js";
import { generation, item, useItem, useSession, useStore } from "./state.js";
import { token } from "./session.js";
import { watchTheme } from "./theme.js";
import { Button, Empty, ErrorView, IconButton, Skeleton, Tabs, Toast, fetchIcons, html, render, useEffect, useErrorBoundary, useState } from "./ui.js";

const ICON_OF = /** @type {Record<string, string>} */ ({
  people: "people",
  share: "share",
  lookup: "search",
  sync: "sync",
  settings: "settings",
});

/** A view that breaks leaves the tabs, and a way to try it again. @param {{children?: any}} props */
function Guarded({ children }) {
  const [broken, again] = useErrorBoundary((error) => console.error(error));
  return broken ? html`<${ErrorView} error=${broken} retry=${again} />` : children;
}

function Pane() {
  const stack = useStack();
  const known = useSession();
  const open = useItem();
  const { view, params } = stack[stack.length - 1];
  if (known && known.setup !== "done")
    return html`<main class="content" id="content"><${VIEWS.setup} /><${Toast} /></main>`;
  const close = closing();
  const tabs = TABS.map((id) => ({ id, label: t(`common.tab.${id}`), icon: ICON_OF[id] }));
  return html`
    <header class="header"><${Tabs} tabs=${tabs} selected=${stack[0].view} onSelect=${go} label="Bothways" panel="content" />${close && html`<${IconButton} icon="dismiss" label=${t("common.close")} onClick=${close} />`}</header>
    <main class="content"><div id="content" role="tabpanel" aria-labelledby=${`tab-${stack[0].view}`}>
      <${Guarded} key=${`${open?.key}/${stack.length}/${view}/${JSON.stringify(params)}`}><${VIEWS[view]} params=${params} /><//>
    </div><${Toast} /></main>`;
}

/** Until the session is known: what stands in the way of it. */
function Boot() {
  const again = useStore(generation);
  const known = useSession();
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const start = () => {
    setFailed(null);
    loadSession().catch(setFailed);
  };
  useEffect(start, [again]);
  if (known) return html`<${Pane} />`;
  return html`<${Cover}>${failed ? html`<${ErrorView} error=${failed} retry=${start} />` : html`<${Skeleton} rows=${4} />`}<//>`;
}

/** What is shown before, or in place of, the pane. @param {{children?: any}} props */
function Cover({ children }) {
  return html`<main class="content"><h1 class="brand"><img src="icons/bothways.svg" alt="" width="24" height="24" />Bothways</h1>${children}</main>`;
}

let followed = 0;

/** Read the open item; an answer that another item overtook is left. */
async function follow() {
  const mine = ++followed;
  const open = await readItem();
  if (mine === followed) item.set(open);
}

/** The pane without Outlook: why, and a way on where there is one. @param {{why: "not_outlook"|"no_office"}} props */
function Alone({ why }) {
  const lost = why === "no_office";
  const again = () => location.reload();
  useEffect(() => {
    if (lost) window.addEventListener("online", again);
  }, []);
  return html`<${Cover}><${Empty} icon=${lost ? "offline" : "mail"} title=${t(`common.${why}`)} text=${t(`common.${why}.text`)}>
    ${lost && html`<${Button} onClick=${again}>${t("common.try_again")}<//>`}<//><//>`;
}

async function boot() {
  const place = /** @type {HTMLElement} */ (document.getElementById("app"));
  const where = await ready();
  const inOutlook = where === "outlook";
  await useLocale(chosenLanguage() ?? (inOutlook ? locale() : navigator.language));
  watchTheme(inOutlook);
  keepFocus(place);
  if (!inOutlook) {
    render(html`<${Alone} why=${where} />`, place);
    return;
  }
  fetchIcons(["offline", ...Object.values(ICON_OF).flatMap((icon) => [icon, `${icon}-filled`])]);
  signInWith(token);
  onItemChanged(follow);
  await follow();
  window.addEventListener("focus", follow);
  window.addEventListener("blur", follow); // before they leave a draft that was saved meanwhile
  render(html`<${Boot} />`, place);
}

boot();
