/** Suspend and resume: nothing is lost meanwhile, and both sides catch up afterwards. */
import { announce } from "../app/announce.js";
import { post } from "../app/api.js";
import { t } from "../app/i18n.js";
import { Button, ErrorView, html, useState } from "../app/ui.js";

/** @param {{run: import("./sync_running.js").Run}} props */
export function Pause({ run }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const state = run.status?.state;
  if (state !== "active" && state !== "suspended") return null;
  const suspended = state === "suspended";
  const change = async () => {
    setBusy(true);
    setFailed(null);
    try {
      run.replace((await post(suspended ? "/sync/resume" : "/sync/suspend")).data);
      announce(t(suspended ? "settings.resumed" : "settings.suspended"));
    } catch (refused) {
      setFailed(refused);
    } finally {
      setBusy(false);
    }
  };
  return html`<div class="pause">
    <${Button} icon=${suspended ? "play" : "pause"} busy=${busy} onClick=${change}>${t(suspended ? "settings.resume" : "settings.suspend")}<//>
    ${failed && html`<${ErrorView} error=${failed} retry=${change} />`}
    ${!suspended && html`<p class="quiet">${t("settings.suspend.text")}</p>`}
  </div>`;
}
