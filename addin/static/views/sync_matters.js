/** What needs the person, each a line that opens its own screen. */
import { plural, t } from "../app/i18n.js";
import { Icon, List, ListRow, html } from "../app/ui.js";

/**
 * @typedef {import("./sync_types").Issue} Issue
 * @typedef {import("./sync_types").Conflict} Conflict
 */

/** Are the candidates to be chosen from? @param {Issue} issue */
export const isDuplicate = (issue) => issue.candidates.length > 1 || issue.code === "ambiguous";

/** The conflicts of one record are one matter. @param {Conflict[]} conflicts @returns {Conflict[][]} */
export function byRecord(conflicts) {
  const groups = new Map();
  for (const one of conflicts) {
    const key = `${one.kind} ${one.name}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** @param {{issues: Issue[], conflicts: Conflict[], go: (view: string, params?: any) => void}} props */
export function Matters({ issues, conflicts, go }) {
  // A conflict that waits is an issue as well: it is shown once, with its fields.
  const told = new Set(conflicts.map((one) => `${one.kind} ${one.name}`));
  const shown = issues.filter((issue) => issue.code !== "conflict" || !told.has(`${issue.kind} ${issue.name}`));
  if (!shown.length && !conflicts.length) return null;
  return html`<${List} label=${t("sync.matters")}>
    ${shown.map((issue) => html`<${ListRow} key=${issue.id} icon=${isDuplicate(issue) ? "merge" : "warning"} title=${issue.name || t(`kind.${issue.kind}.one`)}
      detail=${issue.message} aside=${html`<${Open} />`} onClick=${() => go(isDuplicate(issue) ? "duplicates" : "issue", { id: issue.id })} />`)}
    ${byRecord(conflicts).map((group) => html`<${ListRow} key=${group[0].id} icon="merge" title=${group[0].name}
      detail=${plural("sync.conflict_in", group.length, { fields: group.map((one) => one.label).join(", ") })}
      aside=${html`<${Open} />`} onClick=${() => go("conflict", { id: group[0].id })} />`)}
  <//>`;
}

function Open() {
  return html`<${Icon} name="chevron-right" size=${16} />`;
}
