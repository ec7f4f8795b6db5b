/** Filling in a new record and creating it. */
import { ApiError, post, remember } from "../app/api.js";
import { toast } from "../app/announce.js";
import { currentLanguage, t } from "../app/i18n.js";
import { replace } from "../app/navigation.js";
import { useEffect, useState } from "../app/ui.js";
import { filled, split, wanted } from "./create_values.js";
import { FIRST_WRONG, sayAll, useEditing, useFocus } from "./fields/editing.js";
import { writable } from "./fields/field.js";
import { changed, edit, payload, refuse, revert } from "./fields/state.js";

/** @param {Pick<import("./create_form.js").CreateProps, "form" | "values">} props */
export function useCreating({ form, values }) {
  const [state, set, drop] = useEditing(`create:${form.sobject}:${JSON.stringify(values)}`, form);
  const [refused, setRefused] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const [place, focus] = useFocus();
  useEffect(() => {
    if (!changed(state).length) set(filled(state, values));
  }, []);

  const nothing = () => {};
  /** @type {import("./fields/field.js").Editing} */
  const editing = {
    state, creating: true, isOpen: () => true, open: nothing, close: nothing, decide: nothing,
    onRaw: (name, value) => {
      set(edit(state, name, value, currentLanguage()));
      if (refused?.candidates) setRefused(null);
    },
  };
  const [first, more] = split(editing, values);
  const asked = [...first, ...more].flatMap((section) => section.fields.flatMap((name) => writable(editing, name)));

  const save = async (/** @type {boolean} */ anyway) => {
    const { values: sent, problems } = payload(state, currentLanguage(), asked);
    set({ ...state, errors: sayAll(problems) });
    if (Object.keys(problems).length) return focus(FIRST_WRONG);
    setBusy(true);
    setRefused(null);
    try {
      const made = await create(form.sobject, wanted(form, sent), anyway);
      drop();
      return leave(form.sobject, made);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setBusy(false);
      const { state: next, rest } = refuse({ ...state, errors: {} }, error.fields);
      set(next);
      setRefused(reason(error, rest));
      return focus(FIRST_WRONG, ".duplicates");
    }
  };
  const clear = () => {
    set(revert({ ...state, errors: {} }, changed(state)));
    setRefused(null);
    toast(t("record.discarded"), { kind: "info", action: { label: t("common.undo"), run: () => set(state) } });
  };
  const use = (/** @type {import("./fields/types").Row} */ row) => {
    drop();
    leave(row.sobject, row);
  };
  return { editing, first, more, refused, busy, place, save, clear, use };
}

/** @param {string} sobject @param {Record<string, any>} values @param {boolean} anyway though there are duplicates */
async function create(sobject, values, anyway) {
  const { data, etag } = await post(`/records/${sobject}`, { values, ...(anyway ? { allow_duplicates: true } : {}) });
  remember(`/records/${sobject}/${data.id}`, { data, etag });
  toast(t("create.created", { name: data.name || data.label }));
  return data;
}

/** The record takes the place of the form. @param {string} sobject @param {{id: string, name: string}} record */
const leave = (sobject, { id, name }) => replace("record", { sobject, id, name });

/**
 * Why it was not created: messages beside the fields, records like it, or something else.
 * @param {ApiError} error
 * @param {string[]} rest
 */
function reason(error, rest) {
  if (error.fields.length) return { rest };
  return error.candidates.length ? { candidates: error.candidates, can: error.problem.can_save } : error;
}
