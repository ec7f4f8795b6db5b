/** The attachments, ticked one by one. */
import { fmtSize, t } from "../app/i18n.js";
import { Banner, Button, Icon, html } from "../app/ui.js";
import { filesOf, isTicked } from "./share_wish.js";

/**
 * @param {{item: import("../app/types.js").Item, context: import("../app/types.js").Context, draft: import("./share_wish.js").Draft, change: (change: Partial<import("./share_wish.js").Draft>) => void}} props
 */
export function Files({ item, context, draft, change }) {
  if (context.files === "none") return html`<${Banner} icon="lock" text=${t("share.files_fixed")} />`;
  const files = filesOf(item);
  const isOn = (/** @type {{id: string}} */ file) => isTicked(context, draft, file);
  const every = files.every(isOn);
  /** @param {{id: string}[]} some @param {boolean} on */
  const set = (some, on) => change({ files: { ...draft.files, ...Object.fromEntries(some.map(({ id }) => [id, on])) } });
  return html`<div class="card choices">
    ${files.map(
      (file) => html`<label class="checkline" key=${file.id}>
      <input type="checkbox" checked=${isOn(file)} onChange=${() => set([file], !isOn(file))} />
      <${Icon} name="attach" /><span class="row-text">${file.name}</span><span class="quiet">${fmtSize(file.size)}</span>
    </label>`,
    )}
    ${files.length > 1 && html`<${Button} kind="subtle" onClick=${() => set(files, !every)}>${t(every ? "share.files_none" : "share.files_all")}<//>`}
  </div>`;
}
