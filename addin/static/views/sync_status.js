/** How synchronisation stands: last and next run, the run that goes on, and a button for one. */
import { fmtDateTime, fmtRelative, t } from "../app/i18n.js";
import { go } from "../app/navigation.js";
import { Banner, Button, ErrorView, Icon, LoadState, html } from "../app/ui.js";
import { Reconnect } from "./settings_connections.js";
import { lastRunAt, progressText } from "./sync_running.js";

/** @typedef {import("./sync_types").Status} Status */

/** @param {{run: import("./sync_running.js").Run, link?: boolean, children?: any}} props link: show the way to the settings */
export function StatusCard({ run, link = false, children }) {
  const { status } = run;
  const loaded = { ...run, data: status };
  if (!status) return html`<${LoadState} of=${loaded} rows=${1} />`;
  const suspended = status.state === "suspended";
  return html`<div class="card status">
    <div class="status-head">
      <span class=${`status-sign status-${sign(status, run.going)}`}><${Icon} name=${ICON[sign(status, run.going)]} /></span>
      <div class="status-text"><p class="status-title">${headline(status, run.going)}</p><${Times} status=${status} going=${run.going} /></div>
    </div>
    ${run.going && html`<${Progress} status=${status} />`}
    <${LoadState} of=${loaded} />
    ${run.failed && html`<${ErrorView} error=${run.failed} retry=${run.start} />`}
    ${status.problem && html`<${Banner} kind="warning" text=${status.problem}>${status.reconnect && html`<${Reconnect} done=${suspended ? run.refresh : run.start} />`}<//>`}
    ${!run.going && status.last_run?.problem && status.last_run.problem !== status.problem && html`<${Banner} kind="warning" title=${t(`sync.run.${status.last_run.state === "held" ? "held" : "failed"}`)} text=${status.last_run.problem} />`}
    ${suspended && html`<${Banner} kind="warning" icon="pause" text=${t("sync.suspended.text")} />`}
    <div class="button-row">
      <${Button} icon="sync" busy=${run.going} disabled=${suspended} onClick=${run.start}>${t("sync.now")}<//>
      ${link && html`<${Button} kind="subtle" onClick=${() => go("settings")}>${t("common.tab.settings")}<//>`}
    </div>
    ${children}
  </div>`;
}

const ICON = /** @type {Record<string, string>} */ ({ well: "success", first: "clock", going: "sync", paused: "pause", attention: "warning" });

/** @param {Status} status @param {boolean} going */
function sign(status, going) {
  if (status.state !== "active") return "paused";
  if (going) return "going";
  if (status.problem || status.last_run?.problem || status.counts.waiting) return "attention";
  return lastRunAt(status) ? "well" : "first";
}

/** @param {Status} status @param {boolean} going */
function headline(status, going) {
  const how = sign(status, going);
  if (how === "paused") return t(status.state === "suspended" ? "sync.suspended" : "sync.disabled");
  if (how === "attention" && !status.counts.waiting) return t("sync.stopped");
  return t(`sync.${how}`);
}

/** @param {{status: Status, going: boolean}} props */
function Times({ status, going }) {
  const last = lastRunAt(status);
  const next = status.state === "active" && !going ? status.next_run_at : null;
  return html`<p class="quiet">
    ${last && html`<span title=${fmtDateTime(last)}>${t("sync.last", { when: fmtRelative(last) })}</span>`}${last && next && " · "}
    ${next && html`<span title=${fmtDateTime(next)}>${t(Date.parse(next) > Date.now() ? "sync.next" : "sync.next_now", { when: fmtRelative(next) })}</span>`}
  </p>`;
}

/** @param {{status: Status}} props */
function Progress({ status }) {
  const { running } = status;
  const text = progressText(status);
  const known = running?.total ? { value: Math.min(running.done, running.total), max: running.total } : {};
  return html`<div class="status-progress"><progress class="progress" aria-label=${text} ...${known}></progress><p class="quiet">${text}</p></div>`;
}
