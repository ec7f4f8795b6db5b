/** What the first run will do, counted and with examples, before anything is written. */
import { get, post } from "../app/api.js";
import { fmtNumber, plural, t } from "../app/i18n.js";
import { go } from "../app/navigation.js";
import { session as current } from "../app/state.js";
import { Banner, Button, ErrorView, Section, Spinner, html, useEffect, useState } from "../app/ui.js";
import { useStep } from "./setup_step.js";

/** @typedef {{kind: string, create: number, update: number, delete: number, link: number, examples: string[]}} KindPreview */
/** @typedef {{state: string, kinds: KindPreview[], problem: string}} Preview */

const LOOK_MS = 1000;
const UNDER_WAY = ["pending", "running", "queued"];
const COUNTS = /** @type {const} */ (["create", "link", "update", "delete"]);

export function PreviewStep() {
  const { preview, error, again } = usePreview();
  const start = useStep(async () => {
    const { data } = await post("/session/setup", { step: "start" });
    go("people");
    current.set(data);
  });
  const failed = preview?.state === "failed";
  return html`
    ${error && html`<${ErrorView} error=${error} retry=${again} />`}
    ${!preview && !error && html`<p class="share-now" role="status"><${Spinner} /><span>${t("setup.preview.counting")}</span></p>`}
    ${(failed || preview?.problem) && html`<${Banner} kind="warning" title=${failed && t("setup.preview.failed")} text=${preview?.problem} action=${failed && { label: t("common.try_again"), run: again }} />`}
    ${preview?.kinds.map((kind) => html`<${Kind} key=${kind.kind} counted=${kind} />`)}
    ${start.error && html`<${ErrorView} error=${start.error} retry=${start.run} />`}
    <div class="setup-next"><${Button} kind="primary" icon="play" busy=${start.busy} disabled=${!preview} onClick=${start.run}>${t("setup.start")}<//></div>`;
}

/** Ask for a preview and look at it until it is counted. */
function usePreview() {
  const [preview, setPreview] = useState(/** @type {Preview|null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setPreview(null);
    setError(null);
    counted(stop.signal).then(setPreview, (failed) => {
      if (!stop.signal.aborted) setError(failed);
    });
    return () => stop.abort();
  }, [tries]);
  return { preview, error, again: () => setTries(tries + 1) };
}

/** @param {AbortSignal} signal @returns {Promise<Preview>} */
async function counted(signal) {
  const { data } = await post("/sync/preview", {}, { signal });
  for (;;) {
    const { data: found } = await get(`/sync/preview/${data.id}`, { signal });
    if (!UNDER_WAY.includes(found.state)) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** @param {{counted: KindPreview}} props */
function Kind({ counted: { kind, examples, ...numbers } }) {
  const some = COUNTS.filter((count) => numbers[count] > 0);
  return html`<${Section} title=${t(`setup.kind.${kind}`)}><div class="card preview">
    ${
      some.length
        ? html`<dl class="counts">${some.map((count) => html`<div key=${count}><dt>${t(`setup.preview.${count}`)}</dt><dd>${fmtNumber(numbers[count])}</dd></div>`)}</dl>`
        : html`<p class="quiet">${t("setup.preview.nothing")}</p>`
    }
    ${
      examples.length > 0 &&
      html`<details><summary>${plural("setup.preview.examples", examples.length)}</summary>
      <ul class="examples">${examples.map((example, at) => html`<li key=${at}>${example}</li>`)}</ul></details>`
    }
  </div><//>`;
}
