/** PURE. The choices of the share form, from what is proposed to what the API gets. */

/**
 * @typedef {import("../app/types.js").Row} Row
 * @typedef {import("../app/types.js").Context} Context
 * @typedef {object} Draft  what is ticked, kept for the item
 * @property {Record<string, boolean>} who  by id
 * @property {string|null} what
 * @property {Record<string, boolean>|null} files  by id; null: untouched, so the org's rule decides
 * @property {Row[]} added  records that the person searched for
 */

/** Objects that Salesforce takes as Who. @param {Row} row */
export const isWho = (row) => row.sobject === "Contact" || row.sobject === "Lead";

/**
 * The first record of everybody is ticked; a related record only if there is but one.
 * @param {Context} context
 * @returns {Draft}
 */
export function initialWish({ people, related }) {
  const first = people.map((person) => person.records.find(isWho)).filter((row) => row !== undefined);
  const what = related.filter((row) => !isWho(row));
  return {
    who: Object.fromEntries(first.map((row) => [row.id, true])),
    what: what.length === 1 ? what[0].id : null,
    files: null,
    added: [],
  };
}

/** @param {Context} context @param {Draft} draft @returns {Row[]} */
export function rowsOfWho(context, draft) {
  return unique(
    [...context.people.flatMap((person) => person.records), ...context.related, ...draft.added].filter(isWho),
  );
}

/**
 * Proposed first, then what is open with the people, then their accounts.
 * @param {Context} context
 * @param {Draft} draft
 * @returns {Row[]}
 */
export function rowsOfWhat(context, draft) {
  const { people, related } = context;
  const accounts = people.flatMap((person) => person.records.filter((row) => row.sobject === "Account"));
  const open = people.flatMap((person) => [...person.opportunities, ...person.cases]);
  return unique(
    [...draft.added, ...related, ...open, ...accounts].filter((row) => !isWho(row) && row.sobject !== "User"),
  );
}

/** @param {Row[]} rows */
function unique(rows) {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** @param {Draft} draft @param {import("../app/types.js").Item} item @returns {import("../app/sharing.js").Wish} */
export function wishOf(draft, item) {
  const { files } = draft;
  const ticked = item.attachments.filter((file) => !file.inline && (files?.[file.id] ?? true));
  return {
    who: Object.keys(draft.who).filter((id) => draft.who[id]),
    what: draft.what,
    files: files && ticked.map(({ id, name }) => ({ id, name })),
  };
}
