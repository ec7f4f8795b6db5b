/** Take a share back. Of an event the person says whether its record in Salesforce goes, too. */
import { useAction } from "../app/action.js";
import { t } from "../app/i18n.js";
import { undo } from "../app/sharing.js";
import { Button, Dialog, ErrorView, html, useState } from "../app/ui.js";

/**
 * @param {{item: import("../app/types.js").Item, share: import("../app/types.js").Share,
 *   changed: (share: import("../app/types.js").Share) => void, label: string, children?: any}} props children: more buttons
 */
export function ShareUndo({ item, share, changed, label, children }) {
  const [asks, setAsks] = useState(false);
  /** @param {boolean} deletes */
  const take = async (deletes) => {
    setAsks(false);
    changed(await undo(item, share, deletes));
  };
  const { busy, error, run } = useAction(take);
  // The record of a meeting with others stays in any case.
  const asking = share.kind === "event" && share.state === "shared" && !share.attendees?.length;
  const start = () => (asking ? setAsks(true) : run(false));
  return html`<div class="button-row spaced"><${Button} icon="undo" busy=${busy} onClick=${start}>${label}<//>${children}</div>
    ${error && html`<${ErrorView} error=${error} retry=${start} />`}
    ${asks && html`<${Question} close=${() => setAsks(false)} answer=${run} />`}`;
}

/** @param {{close: () => void, answer: (deletes: boolean) => void}} props */
function Question({ close, answer }) {
  const actions = html`<${Button} kind="danger" onClick=${() => answer(true)}>${t("share.undo_delete")}<//>
    <${Button} kind="primary" onClick=${() => answer(false)}>${t("share.undo_keep")}<//>`;
  return html`<${Dialog} title=${t("share.undo_title")} onClose=${close} actions=${actions}><p>${t("share.undo_text")}</p><//>`;
}
