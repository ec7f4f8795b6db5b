/** The open record: heading with actions, the fields, and the bar to save. */
import { submitting } from "../app/action.js";
import { plural, t } from "../app/i18n.js";
import { Button, LoadState, Page, html } from "../app/ui.js";
import { writable } from "./fields/field.js";
import { Sections } from "./fields/sections.js";
import { changed } from "./fields/state.js";
import { Actions, Star } from "./record_actions.js";
import { useRecordEditing } from "./record_editing.js";
import { Notes, Problem } from "./record_notes.js";

/**
 * @typedef {import("./fields/types").Form} Form
 * @typedef {object} RecordProps
 * @property {Form} form
 * @property {string | null} etag
 * @property {(form: Form, etag?: string | null) => void} show  puts a newer version of the record on the screen
 * @property {import("../app/load.js").Loaded} loaded  the last try to load it
 */

/** @param {RecordProps} props */
export function RecordForm({ form, etag, show, loaded }) {
  const name = form.name || form.label;
  const { editing, opened, problem, busy, cancel, save, place } = useRecordEditing({ form, etag, show });
  const names = changed(editing.state);
  const shown = form.sections.flatMap((section) => section.fields.filter((one) => form.fields[one]));
  const all = shown.flatMap((one) => writable(editing, one));
  const subtitle = [form.label, form.record_type?.name].filter(Boolean).join(" · ");
  return html`<${Page} title=${name} subtitle=${subtitle} actions=${html`<${Star} form=${form} show=${show} />`}>
    <${Actions} form=${form} edit=${all.length && !opened.length ? () => editing.open(all) : null} />
    <${LoadState} of=${loaded} />
    <${Problem} name=${name} problem=${problem} state=${editing.state} retry=${save} />
    <${Notes} form=${form} />
    <form class="record" novalidate ref=${place} onSubmit=${submitting(save)} onKeyDown=${hurried(save)}
      aria-label=${name}>
      <${Sections} editing=${editing} sections=${form.sections} />
      ${(names.length > 0 || opened.length > 0) && html`<div class="record-bar">
        <${Button} onClick=${cancel}>${t("common.cancel")}<//>
        <${Button} kind="primary" type="submit"
          busy=${busy}>${names.length ? plural("record.save_n", names.length) : t("common.save")}<//>
      </div>`}
    </form>
  <//>`;
}

/**
 * Ctrl+Enter (Command on a Mac) saves from within a long text too.
 * @param {() => void} save
 * @returns {(event: KeyboardEvent) => void}
 */
export const hurried = (save) => (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submitting(save)(event);
};
