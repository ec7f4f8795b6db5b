/** Sending what was changed of a record, and what comes of it. */
import { ApiError, patch } from "../app/api.js";
import { currentLanguage } from "../app/i18n.js";
import { changed, payload, rebase, refuse } from "./fields/state.js";

/**
 * @typedef {import("./fields/types").Form} Form
 * @typedef {import("./fields/types").State} State
 * @typedef {{saved?: Form, etag?: string | null, current?: Form, state: State, problem?: any}} Outcome
 *   saved: the record as it is now; else current: a newer version that was met, state: what is still to be saved,
 *   problem: why
 */

const CHANGED_MEANWHILE = 412;
const TRIES = 3; // others may save again and again; after that the person decides when to try

/**
 * Send what was changed. Where others saved other fields meanwhile, their version is taken and the same changes are
 * sent again; a field that both changed is left to the person.
 * @param {State} state
 * @param {string | null} etag of the version that the person saw
 * @returns {Promise<Outcome>}
 */
export async function send(state, etag) {
  const { sobject, id } = state.form;
  let now = state;
  let version = etag ?? state.form.etag ?? null;
  for (let left = TRIES; ; left -= 1) {
    try {
      const { values } = payload(now, currentLanguage());
      const answer = await patch(`/records/${sobject}/${id}`, { values }, { ifMatch: version });
      return { saved: answer.data, etag: answer.etag, state: now };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== CHANGED_MEANWHILE || !error.current) return refused(now, error, now !== state);
      now = rebase(now, error.current, currentLanguage());
      version = error.current.etag;
      const clashing = Object.keys(now.clashes).length > 0;
      if (!changed(now).length) return { saved: error.current, etag: version, state: now };
      if (clashing || left <= 1) return { current: error.current, state: now, problem: clashing ? null : error };
    }
  }
}

/** @param {State} state @param {ApiError} error @param {boolean} rebased @returns {Outcome} */
function refused(state, error, rebased) {
  const current = rebased ? state.form : undefined;
  if (!error.fields.length) return { state, problem: error, current };
  const { state: next, rest } = refuse(state, error.fields);
  return { state: next, problem: { rest }, current };
}
