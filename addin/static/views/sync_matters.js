/** What needs the person, each a line that opens its own screen. */
import { plural, t } from "../app/i18n.js";
import { go } from "../app/navigation.js";
import { Icon, List, ListRow, html } from "../app/ui.js";

/**
 * @typedef {import("./sync_types").Issue} Issue
 * @typedef {import("./sync_types").Conflict} Conflict
 *
 * @typedef {object} Matter
 * @property {string} key  the same for the same matter, wherever it is listed
 * @property {string} view
 * @property {string} id
 * @property {string} title
 * @property {string} detail
 * @property {string} icon
 */

const DUPLICATES = ["ambiguous", "duplicate"];
const isDuplicate = (/** @type {Issue} */ issue) => DUPLICATES.includes(issue.code);

/** @param {Issue|Conflict} one */
const recordOf = (one) => `${one.kind} ${one.name}`;

/** The conflicts of one record are one matter. @param {Conflict[]} conflicts @returns {Conflict[][]} */
function byRecord(conflicts) {
  const groups = new Map();
  for (const one of conflicts) groups.set(recordOf(one), [...(groups.get(recordOf(one)) ?? []), one]);
  return [...groups.values()];
}

/** A conflict that waits is an issue as well: it is told once, with its fields. @param {Issue[]} issues @param {Conflict[]} conflicts @returns {Matter[]} */
export function mattersOf(issues, conflicts) {
  const told = new Set(conflicts.map(recordOf));
  const refused = issues.filter((issue) => issue.code !== "conflict" || !told.has(recordOf(issue)));
  const waiting = byRecord(conflicts).filter((group) => group.some((one) => !one.chosen));
  return [...refused.map(ofIssue), ...waiting.map(ofConflicts)];
}

/** An issue of a whole kind has no record, and is called `*` or by the kind. @param {Issue} issue */
export const titleOf = (issue) => (issue.name && issue.name !== "*" ? issue.name : t(`kind.${issue.kind}.many`));

/** What is wrong, without the name that stands above it anyway. @param {Issue} issue */
export function messageOf({ name, message }) {
  const own = name && message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
  return own.charAt(0).toUpperCase() + own.slice(1);
}

/** @param {Issue} issue @returns {Matter} */
function ofIssue(issue) {
  const trying = issue.state === "trying";
  const which = isDuplicate(issue) && !trying;
  const shown = { title: titleOf(issue), detail: trying ? t("issue.trying") : messageOf(issue), icon: trying ? "clock" : which ? "merge" : "warning" };
  return { key: `issue ${issue.id}`, view: which ? "duplicates" : "issue", id: issue.id, ...shown };
}

/** @param {Conflict[]} group @returns {Matter} */
function ofConflicts(group) {
  const fields = group.map((one) => one.label).join(", ");
  const [first] = group;
  return { key: `conflict ${recordOf(first)}`, view: "conflict", id: first.id, title: first.name, detail: plural("sync.conflict_in", group.length, { fields }), icon: "merge" };
}

/** @param {{matters: Matter[]}} props */
export function Matters({ matters }) {
  if (!matters.length) return null;
  return html`<${List} label=${t("sync.state.issue")}>
    ${matters.map(({ key, view, id, title, detail, icon }) => html`<${ListRow} key=${key} icon=${icon} title=${title} detail=${detail}
      aside=${html`<${Icon} name="chevron-right" size=${16} />`} onClick=${() => go(view, { id })} />`)}
  <//>`;
}
