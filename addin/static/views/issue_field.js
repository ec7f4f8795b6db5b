/** The field that was refused, with the editor of its type. */
import { currentLanguage, has, t } from "../app/i18n.js";
import { Field, html } from "../app/ui.js";
import { Editor } from "./fields/editors.js";
import { toRaw } from "./fields/values.js";

/**
 * @typedef {import("./sync_types").IssueField} IssueField
 * @typedef {import("./fields/types").FieldInfo} FieldInfo
 * @typedef {import("./fields/types").Raw} Raw
 */

/** The words of core.objects.Kind as those of Salesforce's describe, which the editors know. */
const TYPES = /** @type {Record<string, string>} */ ({
  text: "string", "long text": "textarea", integer: "int", flag: "boolean", choice: "picklist", moment: "datetime",
});

/** A choice as people read it. @param {string} value */
export const choiceText = (value) => (has(`choice.${value}`) ? t(`choice.${value}`) : value);

/** @param {IssueField} field @returns {FieldInfo} */
export function asField({ label, type, choices }) {
  return { label, type: TYPES[type] ?? type, choices: choices?.map((value) => ({ value, label: choiceText(value) })) ?? null };
}

/** What the editor starts with. @param {IssueField} field @returns {Raw} */
export function rawOf(field) {
  const form = { fields: { field: asField(field) }, values: { field: field.value }, display: {} };
  return toRaw(/** @type {any} */ (form), "field", currentLanguage());
}

/** @param {{issue: import("./sync_types").Issue, field: FieldInfo, raw: Raw, error: string, onRaw: (raw: Raw) => void}} props */
export function FailingField({ issue, field, raw, error, onRaw }) {
  return html`<${Field} label=${field.label} error=${error} help=${t(`issue.field.${issue.side}`)}>
    ${(/** @type {Record<string, any>} */ attributes) => html`<${Editor} id=${attributes.id} field=${field} raw=${raw} onRaw=${onRaw} attributes=${attributes} controller="" controllerLabel=${null} />`}
  <//>`;
}
