/** Both sides of the mailbox with their state, and the way back where one was lost. */
import { useAction } from "../app/action.js";
import { connectSalesforce, disconnectSalesforce } from "../app/connect.js";
import { t } from "../app/i18n.js";
import { toast } from "../app/announce.js";
import { Button, Dialog, ErrorView, Icon, LoadState, html, useState } from "../app/ui.js";

/** @typedef {import("./sync_types").Connection} Connection */

const ICON = { ok: "success", missing: "unplugged", problem: "warning" };
const TONE = { ok: "well", missing: "attention", problem: "attention" };

/** @param {{loaded: import("../app/load.js").Loaded}} props */
export function Connections({ loaded }) {
  return html`<${LoadState} of=${loaded} rows=${2} />
    <ul class="connections">${loaded.data?.items.map((/** @type {Connection} */ one) => html`<${Line} key=${one.side} connection=${one} refresh=${loaded.refresh} />`)}</ul>`;
}

/** @param {{connection: Connection, refresh: () => void}} props */
function Line({ connection, refresh }) {
  const { state, name, user_name: user, problem } = connection;
  return html`<li class="card record-state">
    <div class="status-head">
      <span class=${`status-sign status-${TONE[state]}`}><${Icon} name=${ICON[state]} /></span>
      <div class="status-text">
        <p class="status-title">${name || t(`side.${connection.side}`)}</p>
        <p class="quiet">${t(`connection.${state}`)}</p>
        ${user && html`<p class="quiet">${user}</p>`}
      </div>
    </div>
    ${problem && html`<p class="record-sentence">${problem}</p>`}
    ${connection.can_reconnect && html`<${Reconnect} state=${state} done=${refresh} />`}
    ${connection.can_disconnect && html`<${Disconnect} />`}
    ${state !== "ok" && !connection.can_reconnect && html`<p class="record-sentence">${t("connection.ask_admin")}</p>`}
  </li>`;
}

/** @param {{state?: Connection["state"], done: () => void}} props */
export function Reconnect({ state = "problem", done }) {
  const { busy, error, run } = useAction(async () => {
    if (!(await connectSalesforce())) return;
    toast(t("connection.done"));
    done();
  });
  const label = t(state === "missing" ? "setup.salesforce.title" : "common.reconnect");
  return html`<div class="button-row"><${Button} kind=${state === "ok" ? "subtle" : "primary"} icon="plug" busy=${busy} onClick=${run}>${label}<//></div>
    ${error && html`<${ErrorView} error=${error} retry=${run} />`}`;
}

/** Asks first: without Salesforce nothing of the pane works. */
function Disconnect() {
  const [asks, setAsks] = useState(false);
  const { busy, error, run } = useAction(disconnectSalesforce);
  const close = () => setAsks(false);
  const actions = html`<${Button} onClick=${close}>${t("common.cancel")}<//>
    <${Button} kind="danger" busy=${busy} onClick=${run}>${t("connection.disconnect")}<//>`;
  return html`<div class="button-row"><${Button} kind="subtle" icon="unplugged" onClick=${() => setAsks(true)}>${t("connection.disconnect")}<//></div>
    ${asks && html`<${Dialog} title=${t("connection.disconnect")} onClose=${close} actions=${actions}>
      <p>${t("connection.disconnect.text")}</p>${error && html`<${ErrorView} error=${error} retry=${run} />`}<//>`}`;
}
