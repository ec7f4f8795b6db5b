/** What a form says above its fields: what may not be changed, and what stood in the way of saving. */
import { t } from "../app/i18n.js";
import { Banner, Empty, ErrorView, html } from "../app/ui.js";

/**
 * @typedef {import("./fields/types").Form} Form
 * @typedef {import("./fields/types").State} State
 */

/** Without a right to change anything, or without a field to show, the screen says so. @param {{form: Form}} props */
export function Notes({ form }) {
  if (!form.sections.some((section) => section.fields.length))
    return html`<${Empty} icon="document" title=${t("record.empty_layout")} text=${t("record.empty_layout_how")} />`;
  return form.editable === false ? html`<${Banner} kind="info" icon="lock" text=${t("record.read_only")} />` : null;
}

/**
 * What stands in the way of saving, above the fields.
 * @param {{name: string, problem: any, state: State, retry: () => void}} props
 */
export function Problem({ name, problem, state, retry }) {
  if (Object.keys(state.clashes).length)
    return html`<${Banner} kind="warning" title=${t("clash.title", { name })} text=${t("clash.how")} />`;
  if (!problem) return null;
  if (problem.rest) {
    const text = problem.rest.join(" ") || t("record.look_below");
    return html`<${Banner} kind="error" title=${t("record.refused", { name })} text=${text} />`;
  }
  if (problem.status === 403 && !problem.reconnect)
    return html`<${Banner} kind="warning" icon="lock" title=${t("record.forbidden")}
      text=${t("record.forbidden_how", { detail: problem.detail })} />`;
  return html`<${ErrorView} error=${problem} retry=${retry} /><p class="quiet">${t("record.unsaved")}</p>`;
}
