/** PURE. The choices of the share form, from what is proposed to what the API gets. */

/**
 * @typedef {import("../app/types.js").Row} Row
 * @typedef {import("../app/types.js").Context} Context
 * @typedef {object} Draft  what the person changed, kept for the item; all else is as proposed, whoever joins or leaves
 * @property {Record<string, boolean>} who  by id
 * @property {string|null} [what]
 * @property {Record<string, boolean>} files  by id
 * @property {Row[]} added  records that the person searched for, or chose before
 * @property {boolean} [again]  it is shared: who was not chosen then is not proposed
 */

/** The attachments that can be chosen: pictures within the text go with it. @param {import("../app/types.js").Item} item */
export const filesOf = (item) => item.attachments.filter((file) => !file.inline);

/**
 * Is a file ticked? As the rule of the mailbox has it, unless the person says otherwise.
 * @param {Context} context
 * @param {Draft} draft
 * @param {{id: string}} file
 */
export const isTicked = ({ files }, draft, { id }) => draft.files[id] ?? files === "all";

/** Objects that Salesforce takes as Who. @param {Row} row */
export const isWho = (row) => row.sobject === "Contact" || row.sobject === "Lead";
/** Nothing is about a person or an activity. @param {Row} row */
export const isWhat = (row) => !isWho(row) && !["User", "Task", "Event", "EmailMessage"].includes(row.sobject);

/**
 * Nothing changed, unless another choice was made before.
 * @param {import("../app/types.js").Share|null} share
 * @returns {Draft}
 */
export function draftOf(share) {
  if (share?.state !== "shared" || !share.who) return { who: {}, files: {}, added: [] };
  const { who, what } = share;
  return {
    who: Object.fromEntries(who.map((row) => [row.id, true])),
    what: what?.id ?? null,
    files: {},
    added: what ? [what, ...who] : who,
    again: true,
  };
}

/**
 * The first record of everybody is ticked.
 * @param {Context} context
 * @param {Draft} draft
 * @returns {{row: Row, on: boolean}[]}
 */
export function whoOf({ people, related }, draft) {
  const first = people.map((person) => person.records.find(isWho)?.id);
  const rows = unique([...people.flatMap((person) => person.records), ...related, ...draft.added].filter(isWho));
  return rows.map((row) => ({ row, on: draft.who[row.id] ?? (!draft.again && first.includes(row.id)) }));
}

/**
 * Proposed first, then what is open with the people, then their accounts. A related record is chosen only if there is
 * but one.
 * @param {Context} context
 * @param {Draft} draft
 * @returns {{rows: Row[], chosen: string|null}}
 */
export function whatOf({ people, related }, draft) {
  const accounts = people.flatMap((person) => person.records.filter((row) => row.sobject === "Account"));
  const open = people.flatMap((person) => [...person.opportunities, ...person.cases]);
  const rows = unique([...draft.added, ...related, ...open, ...accounts].filter(isWhat));
  if (draft.what === null || rows.some(({ id }) => id === draft.what)) return { rows, chosen: draft.what ?? null };
  const proposed = related.filter(isWhat);
  return { rows, chosen: proposed.length === 1 ? proposed[0].id : null };
}

/** Each in the place where it comes first, with what is known of it anywhere. @param {Row[]} rows */
function unique(rows) {
  const best = /** @type {Map<string, Row>} */ (new Map());
  for (const row of rows) if (!best.get(row.id)?.detail) best.set(row.id, row);
  return [...best.values()];
}

/**
 * What is ticked on the screen, and nothing else.
 * @param {Context} context
 * @param {Draft} draft
 * @param {import("../app/types.js").Item} item
 * @returns {import("../app/sharing.js").Wish}
 */
export function wishOf(context, draft, item) {
  const ticked = filesOf(item).filter((file) => isTicked(context, draft, file));
  return {
    who: whoOf(context, draft).flatMap(({ row, on }) => (on ? row.id : [])),
    what: whatOf(context, draft).chosen,
    // Untouched, the rule decides: it holds for what is attached later, too.
    files: Object.keys(draft.files).length ? ticked.map(({ id, name }) => ({ id, name })) : null,
  };
}
