/** The attachments, ticked one by one. */
import { fmtSize, t } from "../app/i18n.js";
import { Button, Icon, html } from "../app/ui.js";

/**
 * @param {{item: import("../app/types.js").Item, draft: import("./share_wish.js").Draft, change: (change: Partial<import("./share_wish.js").Draft>) => void}} props
 */
export function Files({ item, draft, change }) {
  const files = item.attachments.filter((file) => !file.inline);
  const isOn = (/** @type {string} */ id) => draft.files?.[id] ?? true;
  const every = files.every((file) => isOn(file.id));
  /** @param {(id: string) => boolean} choose */
  const set = (choose) => change({ files: Object.fromEntries(files.map(({ id }) => [id, choose(id)])) });
  return html`<div class="card choices">
    ${files.map(
      (file) => html`<label class="checkline" key=${file.id}>
      <input type="checkbox" checked=${isOn(file.id)} onChange=${() => set((id) => (id === file.id ? !isOn(id) : isOn(id)))} />
      <${Icon} name="attach" /><span class="checkline-text">${file.name}</span><span class="quiet">${fmtSize(file.size)}</span>
    </label>`,
    )}
    ${files.length > 1 && html`<${Button} kind="subtle" onClick=${() => set(() => !every)}>${t(every ? "share.files_none" : "share.files_all")}<//>`}
  </div>`;
}
