/** Settings: connections, the run of the mailbox, what is synchronised, the language. */
import { t } from "../app/i18n.js";
import { useSession } from "../app/state.js";
import { Page, Section, html } from "../app/ui.js";
import { Connections } from "./settings_connections.js";
import { Kinds } from "./settings_kinds.js";
import { Language } from "./settings_language.js";
import { Pause } from "./settings_pause.js";
import { useRun } from "./sync_running.js";
import { StatusCard } from "./sync_status.js";

/** @param {import("../app/types.js").ViewProps} props */
export default function Settings({ go }) {
  const run = useRun();
  const known = useSession();
  return html`<${Page} title=${t("settings.title")}>
    <${Section} title=${t("settings.connections")}><${Connections} /><//>
    <${Section} title=${t("settings.run")}>
      <${StatusCard} run=${run} go=${go} />
      <${Pause} run=${run} />
    <//>
    <${Section} title=${t("settings.kinds")}><${Kinds} /><//>
    <${Section} title=${t("settings.general")}><${Language} /><//>
    ${known && html`<p class="quiet settings-foot">${t("settings.signed_in", { name: known.person.name || known.person.address, org: known.org?.name ?? "" })}</p>`}
  <//>`;
}
