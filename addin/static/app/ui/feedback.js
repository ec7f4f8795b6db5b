/** What a screen says while it loads, when it is empty, and when something went wrong. */
import { announce, toasted } from "../announce.js";
import { ApiError } from "../api.js";
import { connectSalesforce, signIn } from "../connect.js";
import { has, plural, t } from "../i18n.js";
import { DialogError } from "../office.js";
import { useStore } from "../state.js";
import { Button, Icon, IconButton } from "./controls.js";
import { classes, html, useEffect, useLayoutEffect, useState } from "./html.js";

const ICON_OF = { info: "info", success: "success", warning: "warning", error: "error" };
const TOAST_MS = 6000;
const OFFER_MS = 12000;
const MAX_WAIT_S = 120;

/**
 * @param {{kind?: "info"|"success"|"warning"|"error", title?: string, text?: string, icon?: string,
 *   action?: {label: string, run: () => void, busy?: boolean, icon?: string}|null, children?: any}} props
 */
export function Banner({ kind = "info", title, text, icon, action, children }) {
  return html`<div class=${classes("banner", `banner-${kind}`)} role=${kind === "error" ? "alert" : "note"}>
    <${Icon} name=${icon ?? ICON_OF[kind]} />
    <div class="banner-body">
      ${title && html`<p class="banner-title">${title}</p>`}${text && html`<p>${text}</p>`}${children}
      ${action && html`<${Button} busy=${action.busy} icon=${action.icon} onClick=${action.run}>${action.label}<//>`}
    </div>
  </div>`;
}

/** Grey shapes of what comes. @param {{rows?: number, kind?: "rows"|"form"}} props */
export function Skeleton({ rows = 3, kind = "rows" }) {
  const shapes = Array.from(
    { length: rows },
    (_, at) => html`<div class=${`skeleton-${kind}`} key=${at}><i></i><b></b><s></s></div>`,
  );
  return html`<div class="skeleton" role="status"><span class="visually-hidden">${t("common.loading")}</span><div aria-hidden="true">${shapes}</div></div>`;
}

/**
 * Nothing here yet, and what one can do about it.
 * @param {{icon: string, title: string, text?: string, children?: any}} props
 */
export function Empty({ icon, title, text, children }) {
  return html`<div class="empty"><span class="empty-icon"><${Icon} name=${icon} size=${24} /></span><p class="empty-title">${title}</p>${text && html`<p>${text}</p>`}${children}</div>`;
}

/**
 * Of something that is loaded: grey shapes until it comes, and what is in its way.
 * @param {{of: {data?: any, error: any, refresh: () => void}, rows?: number, kind?: "rows"|"form"}} props
 */
export function LoadState({ of: { data, error, refresh }, ...shapes }) {
  if (error) return html`<${ErrorView} error=${error} retry=${refresh} />`;
  return data === undefined ? html`<${Skeleton} ...${shapes} />` : null;
}

/**
 * An error and its way out: sign in, reconnect, wait, or try again. Only what reads is tried again by itself.
 * @param {{error: any, retry?: () => void}} props
 */
export function ErrorView({ error, retry }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const [mended, setMended] = useState(/** @type {any} */ (null));
  const shown = failed ?? error;
  // What was to be written is not repeated by itself after the sign-in.
  const back = retry && mended && mended === shown;
  const way = back ? { label: t("common.try_again"), run: retry } : wayOut(shown, retry);
  const seconds = useWaiting(shown, retry);
  const run =
    way &&
    (async () => {
      setBusy(true);
      setFailed(null);
      try {
        const done = /** @type {any} */ (await way.run());
        // A window that was closed has mended nothing.
        if (way.run !== retry && done !== false && !shown.safe) setMended(shown);
      } catch (again) {
        setFailed(again);
      } finally {
        setBusy(false);
      }
    });
  const { title, text, kind, icon } = back ? words("mended", "info") : wordsOf(shown);
  return html`<${Banner} kind=${kind} icon=${icon} title=${title} text=${text} action=${way && { label: way.label, run, busy }}>
    ${seconds > 0 && html`<p class="quiet">${plural("common.retry_in", seconds)}</p>`}
  <//>`;
}

/** @param {any} error @param {(() => void)|undefined} retry @returns {{label: string, run: () => any}|null} */
function wayOut(error, retry) {
  if (error?.status === 401) return { label: t("common.sign_in"), run: signIn };
  if (error?.reconnect) return { label: t("common.reconnect"), run: connectSalesforce };
  if (!retry) return null;
  return { label: t("common.try_again"), run: retry };
}

/** Title and sentence: the API's, else our own. @param {any} error */
export function wordsOf(error) {
  if (error instanceof DialogError) return words(`dialog_${error.reason}`, "warning");
  if (!(error instanceof ApiError)) return words("unexpected", "error");
  const { code, status, title, detail } = error;
  if (error.offline) {
    const own = words(code, "warning", code);
    return error.safe ? own : { ...own, text: t("error.offline.write") };
  }
  const [kind, icon] = lookOf(status, error.reconnect);
  const own = words(has(`error.${code}`) ? code : "other", kind, icon, { status });
  return { ...own, title: title || own.title, text: detail || own.text };
}

/** @param {number} status @param {boolean} reconnect @returns {[Kind, string?]} */
function lookOf(status, reconnect) {
  if (status === 403) return ["warning", "lock"];
  if (status === 401) return ["info", "person"];
  return reconnect ? ["warning", "unplugged"] : ["error"];
}

/** @typedef {"info"|"warning"|"error"} Kind */
/** @param {string} code @param {Kind} kind @param {string} [icon] @param {Record<string, number>} [params] */
function words(code, kind, icon, params) {
  const text = `error.${code}.text`;
  return { title: t(`error.${code}`), text: has(text) ? t(text, params) : "", kind, icon };
}

/**
 * Read again when the network is back, or when the seconds the server named are over.
 * @param {any} error
 * @param {(() => void)|undefined} retry
 * @returns {number} seconds left
 */
function useWaiting(error, retry) {
  const again = error?.safe ? retry : undefined;
  const wait = again ? Math.min(error.retryAfter ?? 0, MAX_WAIT_S) : 0;
  const [left, setLeft] = useState(wait);
  useEffect(() => {
    setLeft(wait);
    if (!wait) return undefined;
    const tick = setInterval(() => setLeft((n) => Math.max(0, n - 1)), 1000);
    return () => clearInterval(tick);
  }, [error]);
  useEffect(() => {
    if (wait && left === 0) again?.();
  }, [left]);
  useLayoutEffect(() => {
    if (!again || !error?.offline) return undefined;
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [error]);
  useEffect(() => {
    const { title, text, kind } = wordsOf(error);
    if (kind !== "error") announce(`${title}. ${text}`); // an error's banner is an alert, which is read by itself
  }, [error]);
  return left;
}

/** The short note at the pane's foot (`toast()` shows it). */
export function Toast() {
  const note = useStore(toasted);
  useEffect(() => {
    if (!note) return undefined;
    const gone = setTimeout(() => toasted.set(null), note.action ? OFFER_MS : TOAST_MS);
    return () => clearTimeout(gone);
  }, [note]);
  if (!note) return null;
  const act = () => {
    toasted.set(null);
    note.action?.run();
  };
  return html`<div class=${classes("toast", `toast-${note.kind}`)}>
    <${Icon} name=${note.kind === "info" ? "info" : note.kind} /><span class="toast-text">${note.text}</span>
    ${note.action && html`<${Button} kind="subtle" onClick=${act}>${note.action.label}<//>`}
    <${IconButton} icon="dismiss" label=${t("common.dismiss")} onClick=${() => toasted.set(null)} />
  </div>`;
}
