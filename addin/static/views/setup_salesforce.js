/** Connect Salesforce: sign in there in a window; the pane gets a one-time code, never a password. */
import { useAction } from "../app/action.js";
import { connectSalesforce } from "../app/connect.js";
import { t } from "../app/i18n.js";
import { DialogError } from "../app/office.js";
import { Button, ErrorView, Icon, html } from "../app/ui.js";

export function SalesforceStep() {
  const { busy, error, run } = useAction(async () => {
    if (!(await connectSalesforce())) throw new DialogError("closed", 0);
  });
  return html`
    <ul class="setup-points">
      ${["window", "rights", "leave"].map((point) => html`<li key=${point}><${Icon} name="check" /><span>${t(`setup.salesforce.${point}`)}</span></li>`)}
    </ul>
    ${error && html`<${ErrorView} error=${error} retry=${run} />`}
    <div class="setup-next"><${Button} kind="primary" icon="plug" busy=${busy} onClick=${run}>${t("setup.salesforce.title")}<//></div>`;
}
