/** Suspend and resume: nothing is lost meanwhile, and both sides catch up afterwards. */
import { useAction } from "../app/action.js";
import { announce } from "../app/announce.js";
import { post } from "../app/api.js";
import { t } from "../app/i18n.js";
import { Button, ErrorView, html } from "../app/ui.js";

/** @param {{run: import("./sync_running.js").Run}} props */
export function Pause({ run }) {
  const state = run.status?.state;
  const suspended = state === "suspended";
  const change = useAction(async () => {
    run.replace((await post(suspended ? "/sync/resume" : "/sync/suspend")).data);
    announce(t(suspended ? "settings.resumed" : "sync.suspended"));
  });
  if (state !== "active" && !suspended) return null;
  return html`<div class="pause">
    <${Button} icon=${suspended ? "play" : "pause"} busy=${change.busy} onClick=${change.run}>${t(suspended ? "settings.resume" : "settings.suspend")}<//>
    ${change.error && html`<${ErrorView} error=${change.error} retry=${change.run} />`}
    ${!suspended && html`<p class="quiet">${t("settings.suspend.text")}</p>`}
  </div>`;
}
