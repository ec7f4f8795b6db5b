/** What shall Bothways keep in step? What the administrator fixed is shown as it is. */
import { useAction } from "../app/action.js";
import { post } from "../app/api.js";
import { t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { useGet } from "../app/load.js";
import { session as current } from "../app/state.js";
import { Button, ErrorView, Icon, LoadState, RowText, html } from "../app/ui.js";

const KINDS = ["contact", "task", "event", "email"];
const ICON_OF = /** @type {Record<string, string>} */ ({
  contact: "contact",
  task: "task",
  event: "calendar",
  email: "mail",
});

export function ChooseStep() {
  const loaded = useGet("/settings");
  const { data } = loaded;
  const [changed, setChanged] = useKept("setup.kinds", /** @type {Record<string, boolean>} */ ({}));
  const next = useAction(async () => {
    const free = KINDS.filter((kind) => data.kinds[kind] && !isFixed(data, kind));
    const kinds = Object.fromEntries(free.map((kind) => [kind, isOn(kind)]));
    current.set((await post("/session/setup", { step: "choose", kinds })).data);
  });
  const isOn = (/** @type {string} */ kind) => changed[kind] ?? Boolean(data?.kinds[kind]?.enabled);
  if (!data) return html`<${LoadState} of=${loaded} rows=${4} />`;
  return html`<div class="card choices">
      ${KINDS.filter((kind) => data.kinds[kind]).map(
        (kind) => html`<${Kind} key=${kind} kind=${kind} on=${isOn(kind)} fixed=${isFixed(data, kind)}
        toggle=${() => setChanged({ ...changed, [kind]: !isOn(kind) })} />`,
      )}
    </div>
    ${next.error && html`<${ErrorView} error=${next.error} retry=${next.run} />`}
    <div class="setup-next"><${Button} kind="primary" busy=${next.busy} disabled=${!KINDS.some(isOn)} onClick=${next.run}>${t("setup.next")}<//></div>`;
}

/** @param {{fixed: string[]}} settings paths such as `contact.enabled` @param {string} kind */
const isFixed = (settings, kind) =>
  settings.fixed.some((path) => new RegExp(`(^|\\.)${kind}(\\.enabled)?$`).test(path));

/** @param {{kind: string, on: boolean, fixed: boolean, toggle: () => void}} props */
function Kind({ kind, on, fixed, toggle }) {
  return html`<label class="checkline"><input type="checkbox" checked=${on} disabled=${fixed} onChange=${toggle} />
    <${Icon} name=${ICON_OF[kind]} />
    <${RowText} title=${t(`kind.${kind}.many`)} detail=${t(fixed ? "settings.fixed" : `setup.kind.${kind}.text`)} /></label>`;
}
