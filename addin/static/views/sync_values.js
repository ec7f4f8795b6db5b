/** Values of synchronised fields as people read them. */
import { fmtDate, fmtDateTime, fmtNumber, has, t } from "../app/i18n.js";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/;

/** The fields whose values are words of ours (core.objects). */
const CHOICES = new Set(["status", "importance", "show_as", "sensitivity"]);

/** "" where there is none. Attendees come as `address|response`. @param {any} value @param {string} field @returns {string} */
export function valueText(value, field) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "boolean") return t(value ? "record.yes" : "record.no");
  if (typeof value === "number") return fmtNumber(value);
  if (Array.isArray(value)) return value.map((one) => String(one).split("|")[0]).join(", ");
  const text = String(value);
  if (CHOICES.has(field) && has(`choice.${text}`)) return t(`choice.${text}`);
  if (DATE.test(text)) return fmtDate(text);
  return MOMENT.test(text) ? fmtDateTime(text) : text;
}
