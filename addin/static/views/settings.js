/** Settings: connections, the run of the mailbox, what is synchronised, the language. */
import { useAction } from "../app/action.js";
import { signOut } from "../app/connect.js";
import { t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { endsHere } from "../app/session.js";
import { refreshAll, useSession } from "../app/state.js";
import { Button, ErrorView, Page, Section, html } from "../app/ui.js";
import { Connections } from "./settings_connections.js";
import { Kinds } from "./settings_kinds.js";
import { Language } from "./settings_language.js";
import { Pause } from "./settings_pause.js";
import { sameTrouble } from "./sync_trouble.js";
import { useRun } from "./sync_running.js";
import { StatusCard } from "./sync_status.js";

export default function Settings() {
  const run = useRun();
  const connections = useGet("/connections");
  const settings = useGet("/settings");
  const known = useSession();
  const trouble = sameTrouble([{ data: run.status, error: run.error }, connections, settings]);
  return html`<${Page} title=${t("common.tab.settings")}>
    ${trouble ? html`<${ErrorView} error=${trouble} retry=${refreshAll} />` : html`
      <${Section} title=${t("settings.connections")}><${Connections} loaded=${connections} /><//>
      <${Section} title=${t("settings.run")}><${StatusCard} run=${run}><${Pause} run=${run} /><//><//>
      <${Section} title=${t("settings.kinds")}><${Kinds} loaded=${settings} /><//>`}
    <${Section} title=${t("settings.general")}><${Language} /><//>
    ${known && html`<p class="quiet settings-foot">${t("settings.signed_in", { name: known.person.name || known.person.address, org: known.org?.name ?? "" })}</p>`}
    ${known && endsHere() && html`<${SignOut} />`}
  <//>`;
}

/** Of a sign-in in a window, which would last for hours; the others are Outlook's. */
function SignOut() {
  const { busy, error, run } = useAction(signOut);
  return html`<div class="button-row settings-foot"><${Button} busy=${busy} onClick=${run}>${t("settings.sign_out")}<//></div>
    ${error && html`<${ErrorView} error=${error} retry=${run} />`}`;
}
