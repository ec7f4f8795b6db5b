/** What is synchronised: a switch and, where there is one, the Salesforce list view of each kind. Saved at once. */
import { announce, toast } from "../app/announce.js";
import { patch } from "../app/api.js";
import { t } from "../app/i18n.js";
import { ErrorView, Field, Icon, Skeleton, Spinner, html, useId, useState } from "../app/ui.js";

/** @typedef {import("./sync_types").Settings} Settings */
/** @typedef {import("./sync_types").KindSettings} KindSettings */

const ORDER = ["contact", "task", "event", "email"];
const SHARES = ["shared", "all"];
const STALE = [412, 428];

/** @param {{loaded: import("../app/load.js").Loaded}} props */
export function Kinds({ loaded }) {
  const { data, etag, error, refresh, replace } = loaded;
  const [saving, setSaving] = useState("");
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const settings = /** @type {Settings|undefined} */ (data);
  if (!settings) return error ? html`<${ErrorView} error=${error} retry=${refresh} />` : html`<${Skeleton} rows=${4} />`;

  /** @param {string} kind @param {Partial<KindSettings>} change */
  const save = async (kind, change) => {
    if (saving) return;
    setSaving(kind);
    setFailed(null);
    try {
      const answer = await patch("/settings", { kinds: { [kind]: change } }, { ifMatch: etag });
      replace(answer.data, answer.etag);
      toast(t("settings.saved"));
    } catch (refused) {
      if (STALE.includes(refused.status)) {
        refresh();
        announce(t("settings.stale"));
      }
      setFailed(refused);
    } finally {
      setSaving("");
    }
  };
  return html`${(failed ?? error) && html`<${ErrorView} error=${failed ?? error} retry=${failed ? undefined : refresh} />`}
    <ul class="kinds">${ORDER.filter((kind) => settings.kinds[kind]).map((kind) => html`<${KindCard} key=${kind} kind=${kind} settings=${settings} busy=${saving === kind} save=${save} />`)}</ul>`;
}

/** @param {{kind: string, settings: Settings, busy: boolean, save: (kind: string, change: Partial<KindSettings>) => void}} props */
function KindCard({ kind, settings, busy, save }) {
  const chosen = settings.kinds[kind];
  const id = useId();
  const fixed = (/** @type {string} */ name) => settings.fixed.includes(`${kind}.${name}`) || settings.fixed.includes(name);
  return html`<li class="card kind">
    <div class="kind-head">
      <label class="switch" for=${id}>
        <input id=${id} type="checkbox" role="switch" checked=${chosen.enabled} disabled=${fixed("enabled")} aria-describedby=${`${id}-text`}
          onChange=${(/** @type {any} */ event) => save(kind, { enabled: event.target.checked })} />
        <span class="kind-name">${t(`kind.${kind}.many`)}</span>
      </label>
      ${busy && html`<${Spinner} label=${t("settings.saving")} />`}
      ${fixed("enabled") && html`<${Fixed} />`}
    </div>
    <p class="quiet" id=${`${id}-text`}>${t(`settings.kind.${kind}`)}</p>
    ${chosen.enabled && "list_view" in chosen && html`<${ListView} kind=${kind} settings=${settings} fixed=${fixed("list_view")} save=${save} />`}
    ${chosen.enabled && "share" in chosen && html`<${ShareChoice} kind=${kind} chosen=${chosen} fixed=${fixed("share")} save=${save} />`}
  </li>`;
}

/** @param {{kind: string, settings: Settings, fixed: boolean, save: (kind: string, change: Partial<KindSettings>) => void}} props */
function ListView({ kind, settings, fixed, save }) {
  const value = settings.kinds[kind].list_view ?? "";
  const views = settings.list_views[kind] ?? [];
  const missing = value && !views.some((view) => view.id === value);
  return html`<${Field} label=${t("settings.list_view")} help=${fixed ? t("settings.fixed") : t("settings.list_view.text")} error=${missing && views.length ? t("settings.list_view.gone") : null}>
    ${(/** @type {Record<string, any>} */ attributes) => html`<select class="select" ...${attributes} disabled=${fixed} value=${value}
      onChange=${(/** @type {any} */ event) => save(kind, { list_view: event.target.value || null })}>
      <option value="">${t(`settings.list_view.own.${kind}`)}</option>
      ${missing && html`<option value=${value}>${value}</option>`}
      ${views.map((view) => html`<option key=${view.id} value=${view.id}>${view.label}</option>`)}
    </select>`}
  <//>`;
}

/** @param {{kind: string, chosen: KindSettings, fixed: boolean, save: (kind: string, change: Partial<KindSettings>) => void}} props */
function ShareChoice({ kind, chosen, fixed, save }) {
  return html`<${Field} label=${t("settings.share")} help=${fixed ? t("settings.fixed") : null}>
    ${(/** @type {Record<string, any>} */ attributes) => html`<select class="select" ...${attributes} disabled=${fixed} value=${chosen.share}
      onChange=${(/** @type {any} */ event) => save(kind, { share: event.target.value })}>
      ${SHARES.map((share) => html`<option key=${share} value=${share}>${t(`settings.share.${share}`)}</option>`)}
    </select>`}
  <//>`;
}

function Fixed() {
  return html`<span class="badge"><${Icon} name="lock" size=${16} />${t("settings.fixed.short")}</span>`;
}
