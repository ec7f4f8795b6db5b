/** Sync: how this item and its people stand, what needs the person, and the run of the mailbox. */
import { plural, t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { refreshAll, useItem } from "../app/state.js";
import { Empty, ErrorView, Page, Section, Skeleton, html } from "../app/ui.js";
import { ItemRecords } from "./sync_item.js";
import { Matters } from "./sync_matters.js";
import { useRun } from "./sync_running.js";
import { StatusCard } from "./sync_status.js";
import { sameTrouble } from "./sync_trouble.js";

/** @typedef {import("../app/load.js").Loaded} Loaded */

/** @param {import("../app/types.js").ViewProps} props */
export default function Sync({ go }) {
  const item = useItem();
  const run = useRun();
  const issues = useGet("/issues");
  const conflicts = useGet("/conflicts");
  const trouble = sameTrouble([{ data: run.status, error: run.error }, issues, conflicts]);
  if (trouble) return html`<${Page} title=${t("sync.title")}><${ErrorView} error=${trouble} retry=${refreshAll} /><//>`;
  return html`<${Page} title=${t("sync.title")}>
    <${StatusCard} run=${run} go=${go} link=${true} />
    ${item && html`<${ItemRecords} item=${item} go=${go} />`}
    <${Waiting} issues=${issues} conflicts=${conflicts} go=${go} />
  <//>`;
}

/** Everything of the mailbox that waits for the person. @param {{issues: Loaded, conflicts: Loaded, go: (view: string, params?: any) => void}} props */
function Waiting({ issues, conflicts, go }) {
  const error = issues.error ?? conflicts.error;
  const refresh = () => {
    issues.refresh();
    conflicts.refresh();
  };
  const there = issues.data && conflicts.data;
  const count = there ? issues.data.items.length + conflicts.data.items.length : 0;
  const aside = count > 0 && html`<span class="badge badge-warning">${plural("sync.waiting", count)}</span>`;
  return html`<${Section} title=${t("sync.matters")} aside=${aside}>
    ${error && html`<${ErrorView} error=${error} retry=${refresh} />`}
    ${there ? html`<${Matters} issues=${issues.data.items} conflicts=${conflicts.data.items} go=${go} />` : !error && html`<${Skeleton} rows=${2} />`}
    ${there && !count && html`<${Empty} icon="check" title=${t("sync.nothing")} text=${t("sync.nothing.text")} />`}
  <//>`;
}
