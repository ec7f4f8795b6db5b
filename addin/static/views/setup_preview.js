/** What the first run will do, counted and with examples, before anything is written. */
import { useAction } from "../app/action.js";
import { ApiError, get, post } from "../app/api.js";
import { fmtNumber, plural, t } from "../app/i18n.js";
import { useAnswer } from "../app/load.js";
import { go } from "../app/navigation.js";
import { session as current, generation, useStore } from "../app/state.js";
import { Banner, Button, ErrorView, Section, Spinner, html } from "../app/ui.js";

/** @typedef {{kind: string, create: number, update: number, delete: number, link: number, examples: string[]}} KindPreview */
/** @typedef {{state: string, kinds: KindPreview[], problem: string, failure: any}} Preview problem: what the first run would wait for; failure: why there is none */

const LOOK_MS = 1000;
const COUNTS = /** @type {const} */ (["create", "link", "update", "delete"]);

export function PreviewStep() {
  // Counted anew after a sign-in or a reconnect, and what was refused before it counts no more.
  const signedIn = useStore(generation);
  const { data, error, loading, refresh } = useAnswer("setup.preview", counted, null);
  const trouble = loading ? null : (error ?? data?.failure);
  const preview = trouble === data?.failure ? data : null;
  return html`
    ${trouble && html`<${ErrorView} error=${trouble} retry=${refresh} />`}
    ${trouble && preview && !trouble.reconnect && html`<p class="quiet">${t("setup.preview.without")}</p>`}
    ${loading && html`<p class="share-now" role="status"><${Spinner} /><span>${t("setup.preview.counting")}</span></p>`}
    ${preview?.problem && html`<${Banner} kind="warning" text=${preview.problem} />`}
    ${preview?.kinds.map((/** @type {KindPreview} */ kind) => html`<${Kind} key=${kind.kind} counted=${kind} />`)}
    <${Start} key=${signedIn} ready=${preview && !trouble?.reconnect} />`;
}

/** @param {{ready: boolean}} props */
function Start({ ready }) {
  const { busy, error, run } = useAction(async () => {
    const { data } = await post("/session/setup", { step: "start" });
    go("people");
    current.set(data);
  });
  return html`${error && html`<${ErrorView} error=${error} retry=${run} />`}
    <div class="setup-next"><${Button} kind="primary" icon="play" busy=${busy} disabled=${!ready} onClick=${run}>${t("setup.start")}<//></div>`;
}

/**
 * Ask for a preview and look at it until it is counted.
 * @param {AbortSignal} signal
 * @returns {Promise<import("../app/api.js").Answer>} of a Preview
 */
async function counted(signal) {
  const { data } = await post("/sync/preview", {}, { signal, safe: true });
  for (;;) {
    const answer = await get(`/sync/preview/${data.id}`, { signal });
    const { state, failure } = answer.data;
    if (failure) answer.data.failure = new ApiError(failure);
    if (state !== "running") return answer;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** @param {{counted: KindPreview}} props */
function Kind({ counted: { kind, examples, ...numbers } }) {
  const some = COUNTS.filter((count) => numbers[count] > 0);
  return html`<${Section} title=${t(`kind.${kind}.many`)}><div class="card preview">
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
