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
 * What was chosen before. Else the first record of everybody is ticked; a related record only if there is but one.
 * @param {Context} context
 * @param {import("../app/types.js").Share|null} share
 * @returns {Draft}
 */
export function initialWish({ people, related }, share) {
  if (share?.state === "shared" && share.who) return draftOf(share.who, share.what ?? null);
  const first = people.map((person) => person.records.find(isWho)).filter((row) => row !== undefined);
  const what = related.filter((row) => !isWho(row));
  return draftOf(first, what.length === 1 ? what[0] : null);
}

/** @param {Row[]} who @param {Row|null} what @returns {Draft} */
const draftOf = (who, what) => ({
  who: Object.fromEntries(who.map((row) => [row.id, true])),
  what: what && what.id,
  files: null,
  added: what ? [what, ...who] : who,
});

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

/** Each in the place where it comes first, with what is known of it anywhere. @param {Row[]} rows */
function unique(rows) {
  const best = /** @type {Map<string, Row>} */ (new Map());
  for (const row of rows) if (!best.get(row.id)?.detail) best.set(row.id, row);
  return [...best.values()];
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
