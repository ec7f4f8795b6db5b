/** The set-up of the first use: mailbox, Salesforce, what to keep in step, a look at what will happen, start. */
import { t } from "../app/i18n.js";
import { useSession } from "../app/state.js";
import { Icon, classes, html, useEffect, useRef } from "../app/ui.js";
import { ChooseStep } from "./setup_choose.js";
import { MailboxStep } from "./setup_mailbox.js";
import { PreviewStep } from "./setup_preview.js";
import { SalesforceStep } from "./setup_salesforce.js";

const STEPS = ["mailbox", "salesforce", "choose", "preview"];
const VIEW_OF = /** @type {Record<string, any>} */ ({
  mailbox: MailboxStep,
  salesforce: SalesforceStep,
  choose: ChooseStep,
  preview: PreviewStep,
});

export default function Setup() {
  const known = useSession();
  const heading = useRef(/** @type {HTMLHeadingElement|null} */ (null));
  const first = useRef(true);
  const step = known?.setup ?? "mailbox";
  // The next step is what the person asked for, so it takes the focus; the first one they did not.
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [step]);
  if (!known || !VIEW_OF[step]) return null;
  return html`<div class="setup">
    <p class="brand"><img src="icons/bothways.svg" alt="" width="24" height="24" />Bothways</p>
    <${Progress} step=${step} />
    <h1 tabindex="-1" ref=${heading}>${t(`setup.${step}.title`)}</h1>
    <p class="setup-lead">${t(`setup.${step}.text`)}</p>
    <${VIEW_OF[step]} session=${known} />
  </div>`;
}

/** @param {{step: string}} props */
function Progress({ step }) {
  const now = STEPS.indexOf(step);
  return html`<ol class="steps" aria-label=${t("setup.progress", { step: now + 1, of: STEPS.length })}>
    ${STEPS.map((id, at) => html`<li key=${id} class=${classes("step", at < now && "step-done", at === now && "step-now")} aria-current=${at === now ? "step" : undefined}>
      <span class="step-mark">${at < now ? html`<${Icon} name="check" size=${16} />` : at + 1}</span>
      <span class="step-name">${t(`setup.step.${id}`)}${at < now && html`<span class="visually-hidden"> ${t("setup.step_done")}</span>`}</span>
    </li>`,
    )}
  </ol>`;
}
