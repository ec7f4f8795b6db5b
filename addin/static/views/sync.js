/** Sync: how this item and its people stand, what needs the person, and the run of the mailbox. */
import { plural, t } from "../app/i18n.js";
import { useList } from "../app/load.js";
import { refreshAll, useItem } from "../app/state.js";
import { Button, Empty, ErrorView, Page, Section, Skeleton, html } from "../app/ui.js";
import { Decided } from "./sync_decided.js";
import { ItemRecords, useItemState } from "./sync_item.js";
import { Matters, mattersOf } from "./sync_matters.js";
import { useRun } from "./sync_running.js";
import { StatusCard } from "./sync_status.js";
import { sameTrouble } from "./sync_trouble.js";

/** @typedef {ReturnType<typeof useList>} List */

export default function Sync() {
  const item = useItem();
  const run = useRun();
  const issues = useList("/issues");
  const conflicts = useList("/conflicts");
  const here = useItemState(item);
  const trouble = sameTrouble([{ data: run.status, error: run.error }, issues, conflicts]);
  if (trouble) return html`<${Page} title=${t("common.tab.sync")}><${ErrorView} error=${trouble} retry=${refreshAll} /><//>`;
  return html`<${Page} title=${t("common.tab.sync")}>
    <${StatusCard} run=${run} link />
    ${item && html`<${ItemRecords} item=${item} loaded=${here} />`}
    <${Waiting} issues=${issues} conflicts=${conflicts} above=${here.data} waiting=${run.status?.counts.waiting} />
    <${Decided} />
  <//>`;
}

/** What else of the mailbox waits for the person. @param {{issues: List, conflicts: List, above: any, waiting?: number}} props above: what was shown with the item; waiting: how many there are in all */
function Waiting({ issues, conflicts, above, waiting }) {
  const error = issues.error ?? conflicts.error;
  const refresh = () => {
    issues.refresh();
    conflicts.refresh();
  };
  const there = issues.data && conflicts.data;
  const shown = above ? mattersOf(above.issues, above.conflicts) : [];
  const told = new Set(shown.map((one) => one.key));
  const matters = there ? mattersOf(issues.data.items, conflicts.data.items).filter((one) => !told.has(one.key)) : [];
  const count = Math.max(matters.length, (waiting ?? 0) - shown.length);
  const aside = matters.length > 0 && html`<span class="badge badge-warning">${plural("sync.waiting", count)}</span>`;
  const lists = [issues, conflicts].filter((list) => list.more);
  if (there && !matters.length && shown.length) return null;
  return html`<${Section} title=${t(shown.length ? "sync.matters.other" : "sync.state.issue")} aside=${aside}>
    ${error && html`<${ErrorView} error=${error} retry=${refresh} />`}
    ${there ? html`<${Matters} matters=${matters} />` : !error && html`<${Skeleton} rows=${2} />`}
    ${lists.length > 0 && html`<${Button} kind="subtle" busy=${lists.some((list) => list.loading)} onClick=${() => lists.forEach((list) => list.more?.())}>${t("sync.more")}<//>`}
    ${there && !matters.length && html`<${Empty} icon="check" title=${t("sync.nothing")} text=${t("sync.nothing.text")} />`}
  <//>`;
}
