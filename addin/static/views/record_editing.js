/** What a person does to the open record: fields opened and closed, typed into, taken back, decided, saved. */
import { announce, toast } from "../app/announce.js";
import { currentLanguage, t } from "../app/i18n.js";
import { useState } from "../app/ui.js";
import { FIRST_WRONG, sayAll, useEditing, useFocus } from "./fields/editing.js";
import { changed, decide, edit, payload, revert } from "./fields/state.js";
import { send } from "./record_saving.js";

/** @typedef {import("./fields/types").State} State */

/** @param {Omit<import("./record_form.js").RecordProps, "loaded">} props */
export function useRecordEditing({ form, etag, show }) {
  const [state, set, drop] = useEditing(`record:${form.sobject}:${form.id}`, form);
  const [opened, setOpened] = useState(/** @type {string[]} */ ([]));
  const [place, focus] = useFocus();
  const takeBack = (/** @type {string[]} */ names) => {
    set(revert({ ...state, errors: {} }, names));
    const action = { label: t("common.undo"), run: () => set(state) };
    if (names.length) toast(t("record.discarded"), { kind: "info", action });
  };
  /** @type {import("./fields/field.js").Editing} */
  const editing = {
    state, creating: false,
    isOpen: (name) => opened.includes(name) || name in state.edits || name in state.errors,
    open: (names) => {
      setOpened([...opened, ...names]);
      focus(`[data-field="${names[0]}"]`);
    },
    close: (names) => {
      takeBack(names.filter((name) => name in state.edits));
      setOpened(opened.filter((name) => !names.includes(name)));
      focus(pencil(names[0]));
    },
    onRaw: (name, raw) => set(edit(state, name, raw, currentLanguage())),
    decide: (name, side) => {
      set(decide(state, name, side));
      focus(FIRST_WRONG, `[data-field="${name}"]`, pencil(name), "[type=submit]");
    },
  };
  /** @param {string | undefined} name */
  const finish = (name) => {
    setOpened([]);
    focus(pencil(name));
  };
  const saving = useSaving({ state, set, drop, etag, show, finish, focus });
  const cancel = () => {
    const names = changed(state);
    takeBack(names);
    saving.forget();
    finish(names[0] ?? opened[0]);
  };
  const save = () => (changed(state).length ? saving.save() : finish(opened[0]));
  return { editing, opened, place, problem: saving.problem, busy: saving.busy, cancel, save };
}

/** The button that opens a field. @param {string | undefined} name */
const pencil = (name) => `[data-edit="${name}"]`;

/**
 * @param {{state: State, set: (next: State) => void, drop: () => void, etag: string | null,
 *   show: (form: any, etag?: string | null) => void,
 *   finish: (name: string | undefined) => void, focus: (...selectors: string[]) => void}} props
 */
function useSaving({ state, set, drop, etag, show, finish, focus }) {
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const name = state.form.name || state.form.label;
  /** @param {State} next @param {any} [reason] */
  const stop = (next, reason = null) => {
    set(next);
    setProblem(reason);
    focus(FIRST_WRONG);
  };
  const save = async () => {
    const errors = wrong(state);
    if (Object.keys(errors).length) return stop({ ...state, errors });
    setBusy(true);
    setProblem(null);
    const outcome = await send(state, etag);
    setBusy(false);
    if (outcome.saved) {
      drop();
      show(outcome.saved, outcome.etag);
      toast(t("record.saved", { name: outcome.saved.name || name }));
      return finish(changed(state)[0]);
    }
    if (outcome.current) show(outcome.current);
    if (Object.keys(outcome.state.clashes).length) announce(`${t("clash.title", { name })}. ${t("clash.how")}`);
    return stop(outcome.state, outcome.problem);
  };
  return { problem, busy, save, forget: () => setProblem(null) };
}

/** What keeps it from being sent, at its fields. @param {State} state @returns {Record<string, string>} */
function wrong(state) {
  const undecided = Object.keys(state.clashes).map((name) => [name, t("clash.undecided")]);
  return { ...sayAll(payload(state, currentLanguage()).problems), ...Object.fromEntries(undecided) };
}
