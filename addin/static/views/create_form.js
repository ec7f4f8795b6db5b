/**
 * The form of a new record: what is required and what is filled already first, everything else behind *More fields*.
 * What the form shows is what is saved, defaults included.
 */
import { submitting } from "../app/action.js";
import { t } from "../app/i18n.js";
import { Button, LoadState, Page, html } from "../app/ui.js";
import { Duplicates } from "./create_duplicates.js";
import { useCreating } from "./create_saving.js";
import { Sections } from "./fields/sections.js";
import { hurried } from "./record_form.js";
import { Notes, Problem } from "./record_notes.js";

/** @typedef {import("./fields/types").Form} Form */

/**
 * @typedef {object} CreateProps
 * @property {Form} form  an empty one, with the org's defaults
 * @property {Record<string, any>} values  to begin with
 * @property {(id: string) => void} setType
 * @property {import("../app/load.js").Loaded} loaded  the last try to load the form
 */

/** @param {CreateProps} props */
export function CreateForm({ form, values, setType, loaded }) {
  const { editing, first, more, refused, busy, place, save, clear, use } = useCreating({ form, values });
  const create = () => save(false);
  const title = t("create.new", { object: form.label });
  const duplicates = refused?.candidates?.length ? refused.candidates : null;
  return html`<${Page} title=${title} subtitle=${t("create.required")}>
    <${LoadState} of=${loaded} />
    <form class="record" novalidate ref=${place} onSubmit=${submitting(create)} onKeyDown=${hurried(create)}
      aria-label=${title}>
      ${!duplicates && html`<${Problem} name=${form.label} problem=${refused} state=${editing.state}
        retry=${create} />`}
      <${Notes} form=${{ ...form, editable: true }} />
      ${(form.record_types?.length ?? 0) > 1 && html`<${RecordTypes} form=${form} onChange=${setType} />`}
      <${Sections} editing=${editing} sections=${first} />
      ${more.length > 0 &&
      html`<details class="more">
        <summary>${t("create.more")}</summary>
        <${Sections} editing=${editing} sections=${more} />
      </details>`}
      ${duplicates && html`<${Duplicates} rows=${duplicates} can=${refused.can} busy=${busy} anyway=${() => save(true)}
        use=${use} />`}
      <div class="record-bar">
        <${Button} onClick=${clear}>${t("create.discard")}<//>
        <${Button} kind="primary" type="submit" busy=${busy}>${t("create.save", { object: form.label })}<//>
      </div>
    </form>
  <//>`;
}

/** @param {{form: Form, onChange: (id: string) => void}} props */
function RecordTypes({ form, onChange }) {
  return html`<div class="field">
    <label for="record-type">${t("record.type")}</label>
    <select id="record-type" class="select" value=${form.record_type?.id}
      onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
      ${form.record_types?.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
    </select>
  </div>`;
}
