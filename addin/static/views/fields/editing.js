/** The state of a form that is being typed into, kept for each item of Outlook and record; and where the focus goes. */
import { currentLanguage, plural, t } from "../../app/i18n.js";
import { useKept } from "../../app/kept.js";
import { useLayoutEffect, useMemo, useRef, useState } from "../../app/ui.js";
import { changed, rebase, start } from "./state.js";

/**
 * @typedef {import("./types").Form} Form
 * @typedef {import("./types").State} State
 * @typedef {import("./types").Complaint} Complaint
 */

/**
 * What was typed and not saved, over the record as it is now. Nothing typed: nothing kept.
 * @param {string} name names the record within the item
 * @param {Form} form
 * @returns {[State, (next: State) => void, () => void]} state, set, drop
 */
export function useEditing(name, form) {
  const [saved, keep, drop] = useKept(name, /** @type {State | null} */ (null));
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const state = useMemo(() => {
    if (!saved) return { ...start(form), errors };
    const current = saved.form.etag === form.etag ? { ...saved, form } : rebase(saved, form, currentLanguage());
    return { ...current, errors };
  }, [saved, form, errors]);
  const set = (/** @type {State} */ next) => {
    setErrors(next.errors);
    if (changed(next).length) keep({ ...next, form: slim(next) });
    else if (saved) drop();
  };
  return [state, set, drop];
}

/**
 * Of the version that was typed over, what a newer one is compared with: long forms must not be stored at each letter.
 * @type {(state: State) => Form}
 */
function slim({ form, edits }) {
  const names = Object.keys(edits);
  const pick = (/** @type {Record<string, any>} */ all) => Object.fromEntries(names.map((name) => [name, all[name]]));
  const fields = Object.fromEntries(names.map((name) => [name, { ...form.fields[name], choices: null }]));
  return { ...form, sections: [], fields, values: pick(form.values), display: pick(form.display) };
}

/** A complaint as a sentence. @type {(complaint: Complaint) => string} */
export const say = ({ key, n, params }) => (n === undefined ? t(key, params) : plural(key, n, params));

/** @type {(problems: Record<string, Complaint>) => Record<string, string>} */
export const sayAll = (problems) => Object.fromEntries(Object.entries(problems).map(([name, one]) => [name, say(one)]));

/**
 * Moves the focus once the form is painted again: to a selector, the first of a list of selectors that is there.
 * @returns {[import("preact").RefObject<HTMLFormElement | null>, (...selectors: string[]) => void]}
 */
export function useFocus() {
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const [wanted, want] = useState(/** @type {string[]} */ ([]));
  // Before the next key is read: who types on at once types into the field.
  useLayoutEffect(() => {
    const node = wanted.map((one) => form.current?.querySelector(one)).find(Boolean);
    if (!(node instanceof HTMLElement)) return;
    for (let fold = node.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
      fold.open = true;
    const control = node.matches("div") ? (node.querySelector("input, select, textarea") ?? node) : node;
    if (!(control instanceof HTMLElement)) return;
    control.focus();
    requestAnimationFrame(() => control.scrollIntoView({ block: "nearest" })); // the fields around it open and close
  }, [wanted]);
  return [form, (...selectors) => want(selectors)];
}

export const FIRST_WRONG = "[aria-invalid=true], [data-clash]";
