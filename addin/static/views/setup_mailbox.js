/** Which mailbox is yours? Exchange Online tells it; on premises a code in the inbox proves it. */
import { fieldError, submitting, useAction } from "../app/action.js";
import { post } from "../app/api.js";
import { loadSession } from "../app/connect.js";
import { fmtDateTime, t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { profile } from "../app/office.js";
import { session as current } from "../app/state.js";
import { Banner, Button, ErrorView, Field, html, useState } from "../app/ui.js";

const CODE_LENGTH = 16;

export function MailboxStep() {
  return profile().onPremises ? html`<${ByCode} />` : html`<${NotFound} />`;
}

/** Exchange Online names the mailbox itself; if none came, only an administrator can add it. */
function NotFound() {
  const { busy, error, run } = useAction(loadSession);
  return html`<${Banner} kind="warning" title=${t("setup.mailbox.none", { address: profile().address })} text=${t("setup.mailbox.none.text")}
      action=${{ label: t("setup.mailbox.again"), icon: "refresh", busy, run }} />
    ${error && html`<${ErrorView} error=${error} retry=${run} />`}`;
}

function ByCode() {
  const [address, setAddress] = useKept("setup.address", profile().address);
  const [sent, setSent] = useKept("setup.sent", /** @type {{address: string, expires_at: string}|null} */ (null));
  const ask = useAction(async () => setSent((await post("/session/mailbox", { address: address.trim() })).data));
  if (sent) return html`<${Code} sent=${sent} again=${() => setSent(null)} />`;
  return html`<form onSubmit=${submitting(ask.run)}>
    <${Field} label=${t("setup.mailbox.address")} help=${t("setup.mailbox.address.help")} required error=${fieldError(ask.error, "address")}>
      ${(
        /** @type {any} */ attrs,
      ) => html`<input ...${attrs} class="input" type="email" autocomplete="email" value=${address}
        onInput=${(/** @type {any} */ event) => setAddress(event.currentTarget.value)} />`}
    <//>
    ${ask.error && html`<${ErrorView} error=${ask.error} />`}
    <div class="setup-next"><${Button} kind="primary" type="submit" busy=${ask.busy}>${t("setup.mailbox.send")}<//></div>
  </form>`;
}

/** @param {{sent: {address: string, expires_at: string}, again: () => void}} props */
function Code({ sent, again }) {
  const [code, setCode] = useState("");
  const check = useAction(async () => current.set((await post("/session/mailbox/code", { code: code.trim() })).data));
  return html`<form onSubmit=${submitting(check.run)}>
    <${Banner} kind="info" icon="mail" title=${t("setup.mailbox.sent", { address: sent.address })} text=${t("setup.mailbox.sent.text", { until: fmtDateTime(sent.expires_at) })} />
    <${Field} label=${t("setup.mailbox.code")} required error=${fieldError(check.error, "code")}>
      ${(
        /** @type {any} */ attrs,
      ) => html`<input ...${attrs} class="input" inputmode="text" autocomplete="one-time-code" maxlength=${CODE_LENGTH} value=${code}
        onInput=${(/** @type {any} */ event) => setCode(event.currentTarget.value)} />`}
    <//>
    ${check.error && html`<${ErrorView} error=${check.error} />`}
    <div class="setup-next button-row">
      <${Button} kind="primary" type="submit" busy=${check.busy}>${t("setup.next")}<//>
      <${Button} onClick=${again}>${t("setup.mailbox.other")}<//>
    </div>
  </form>`;
}
