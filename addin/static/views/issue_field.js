/** The field that was refused, with the editor of its type. */
import { Field, html } from "../app/ui.js";
import { currentLanguage } from "../app/i18n.js";
import { t } from "../app/i18n.js";
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

/** @param {IssueField} field @returns {FieldInfo} */
export function asField({ label, type, choices }) {
  return {
    label,
    type: TYPES[type] ?? type,
    choices: choices?.map((one) => (typeof one === "string" ? { value: one, label: one } : one)) ?? null,
  };
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
