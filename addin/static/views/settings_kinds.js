/** What is synchronised: a switch and the choices of each kind, saved at once. */
import { announce, toast } from "../app/announce.js";
import { patch } from "../app/api.js";
import { t } from "../app/i18n.js";
import { ErrorView, Icon, LoadState, Spinner, html, useId, useRef, useState } from "../app/ui.js";
import { ListView, OneOf, Tick } from "./settings_choices.js";

/** @typedef {import("./sync_types").Settings} Settings */
/** @typedef {import("./sync_types").KindSettings} KindSettings */
/** @typedef {(kind: string, change: Record<string, any>) => void} Save */

const ORDER = ["contact", "task", "event", "email"];
/** The choices of each kind below its switch, by core.choices; those of FOLDED are shown when asked for. */
const SHOWN = /** @type {Record<string, string[]>} */ ({ contact: ["list_view"], task: ["list_view"], event: ["share"], email: ["automatic"] });
const FOLDED = /** @type {Record<string, string[]>} */ ({
  contact: ["winner", "delete_in_crm", "delete_in_exchange"],
  task: ["winner", "delete_in_crm", "delete_in_exchange"],
  event: ["private", "winner", "delete_in_crm", "delete_in_exchange"],
  email: ["attachments"],
});
const STALE = [412, 428];

/** @param {{loaded: import("../app/load.js").Loaded}} props */
export function Kinds({ loaded }) {
  const { data, etag, refresh, replace } = loaded;
  const [saving, setSaving] = useState("");
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const latest = useRef(etag);
  const turn = useRef(Promise.resolve());
  latest.current = etag;
  const settings = /** @type {Settings|undefined} */ (data);
  if (!settings) return html`<${LoadState} of=${loaded} rows=${4} />`;

  /** @type {Save} one after the other: who is fast loses nothing */
  const save = (kind, change) => {
    turn.current = turn.current.then(async () => {
      setSaving(kind);
      setFailed(null);
      try {
        const answer = await patch("/settings", { kinds: { [kind]: change } }, { ifMatch: latest.current });
        latest.current = answer.etag;
        replace(answer.data, answer.etag);
        toast(t("settings.saved"));
      } catch (refused) {
        refresh();
        if (STALE.includes(refused.status)) announce(t("settings.stale"));
        setFailed(refused);
      }
      setSaving("");
    });
  };
  return html`${failed ? html`<${ErrorView} error=${failed} />` : html`<${LoadState} of=${loaded} />`}
    <ul class="kinds">${ORDER.filter((kind) => settings.kinds[kind]).map((kind) => html`<${KindCard} key=${kind} kind=${kind} settings=${settings} busy=${saving === kind} save=${save} />`)}</ul>`;
}

/** @param {{kind: string, settings: Settings, busy: boolean, save: Save}} props */
function KindCard({ kind, settings, busy, save }) {
  const chosen = settings.kinds[kind];
  const id = useId();
  const fixed = settings.fixed.includes(`${kind}.enabled`);
  const choices = (/** @type {string[]} */ names) => names.filter((name) => name in chosen).map((name) => html`<${Choice} key=${name} kind=${kind} name=${name} settings=${settings} save=${save} />`);
  return html`<li class="card kind">
    <div class="kind-head">
      <label class="switch" for=${id}>
        <input id=${id} type="checkbox" role="switch" checked=${chosen.enabled} disabled=${fixed} aria-describedby=${`${id}-text`}
          onChange=${(/** @type {any} */ event) => save(kind, { enabled: event.target.checked })} />
        <span class="kind-name">${t(`kind.${kind}.many`)}</span>
      </label>
      ${busy && html`<${Spinner} label=${t("settings.saving")} />`}
      ${fixed && html`<span class="badge"><${Icon} name="lock" size=${16} />${t("settings.fixed.short")}</span>`}
    </div>
    <p class="quiet" id=${`${id}-text`}>${t(`settings.kind.${kind}`)}</p>
    ${chosen.enabled && html`${choices(SHOWN[kind])}
      <details class="more"><summary>${t("settings.more")}<span class="visually-hidden"> (${t(`kind.${kind}.many`)})</span></summary>${choices(FOLDED[kind])}</details>`}
  </li>`;
}

/** @param {{kind: string, name: string, settings: Settings, save: Save}} props */
function Choice({ kind, name, settings, save }) {
  const value = settings.kinds[kind][name];
  const props = { kind, name, value, fixed: settings.fixed.includes(`${kind}.${name}`), choose: (/** @type {any} */ next) => save(kind, { [name]: next }) };
  if (name === "list_view") return html`<${ListView} ...${props} views=${settings.list_views[kind] ?? []} />`;
  return typeof value === "boolean" ? html`<${Tick} ...${props} />` : html`<${OneOf} ...${props} />`;
}
