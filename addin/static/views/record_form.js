/** The open record: heading with actions, the fields, and the bar to save. */
import { ApiError, patch } from "../app/api.js";
import { announce, toast } from "../app/announce.js";
import { currentLanguage, plural, t } from "../app/i18n.js";
import { Button, Page, html, useState } from "../app/ui.js";
import { Actions, Star } from "./record_actions.js";
import { FIRST_WRONG, sayAll, useEditing, useFocus } from "./fields/editing.js";
import { writable } from "./fields/field.js";
import { Sections } from "./fields/sections.js";
import { changed, decide, edit, payload, rebase, refuse, revert } from "./fields/state.js";
import { Notes, Problem } from "./record_notes.js";

/**
 * @typedef {import("./fields/types").Form} Form
 * @typedef {import("./fields/types").State} State
 */

const CHANGED_MEANWHILE = 412;
const TRIES = 3; // others may save again and again; after that the person decides when to try

/** @param {{form: Form, etag: string | null, show: (form: Form, etag?: string | null) => void, go: (view: string, params?: any) => void, warning: any}} props */
export function RecordForm({ form, etag, show, go, warning }) {
  const name = form.name || form.label;
  const [state, set, drop] = useEditing(`record:${form.sobject}:${form.id}`, form);
  const [opened, setOpened] = useState(/** @type {string[]} */ ([]));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const [place, focus] = useFocus();
  const names = changed(state);
  const isOpen = (/** @type {string} */ one) => opened.includes(one) || one in state.edits || one in state.errors;

  /** @type {import("./fields/field.js").Editing} */
  const editing = {
    state, creating: false, isOpen, go,
    open: (those) => {
      setOpened([...opened, ...those]);
      focus(`[data-field="${those[0]}"]`);
    },
    close: (those) => {
      takeBack(those.filter((one) => one in state.edits));
      setOpened(opened.filter((one) => !those.includes(one)));
      focus(`[data-edit="${those[0]}"]`);
    },
    onRaw: (one, raw) => set(edit(state, one, raw, currentLanguage())),
    decide: (one, side) => {
      set(decide(state, one, side));
      focus(FIRST_WRONG, `[data-field="${one}"]`, `[data-edit="${one}"]`, "[type=submit]");
    },
  };

  /** @param {string[]} those */
  const takeBack = (those) => {
    const before = state;
    set(revert({ ...state, errors: {} }, those));
    if (those.length) toast(t("record.discarded"), { kind: "info", action: { label: t("common.undo"), run: () => set(before) } });
  };
  const cancel = () => {
    takeBack(names);
    setOpened([]);
    setProblem(null);
    focus(`[data-edit="${names[0] ?? opened[0]}"]`);
  };
  /** @param {State} next @param {any} [reason] */
  const stop = (next, reason = null) => {
    set(next);
    setProblem(reason);
    focus(FIRST_WRONG);
  };

  const save = async () => {
    const { problems } = payload(state, currentLanguage());
    const undecided = Object.keys(state.clashes).map((one) => [one, t("clash.undecided")]);
    const errors = { ...sayAll(problems), ...Object.fromEntries(undecided) };
    if (Object.keys(errors).length) return stop({ ...state, errors });
    if (!names.length) return cancel();
    setBusy(true);
    setProblem(null);
    const outcome = await send(state, etag);
    setBusy(false);
    if (outcome.saved) {
      drop();
      setOpened([]);
      show(outcome.saved, outcome.etag);
      toast(t("record.saved", { name: outcome.saved.name || name }));
      return focus(`[data-edit="${names[0]}"]`);
    }
    if (outcome.current) show(outcome.current);
    if (Object.keys(outcome.state.clashes).length) announce(`${t("clash.title", { name })}. ${t("clash.how")}`);
    return stop(outcome.state, outcome.problem);
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    save();
  };
  const all = form.sections.flatMap((section) => section.fields.filter((one) => form.fields[one]).flatMap((one) => writable(editing, one)));
  const editAll = () => editing.open(all);
  const subtitle = [form.label, form.record_type?.name].filter(Boolean).join(" · ");
  return html`<${Page} title=${name} subtitle=${subtitle} actions=${html`<${Star} form=${form} show=${show} />`}>
    <${Actions} form=${form} edit=${all.length && !opened.length ? editAll : null} />
    ${warning}
    <${Problem} name=${name} problem=${problem} state=${state} retry=${save} />
    <${Notes} form=${form} />
    <form class="record" novalidate ref=${place} onSubmit=${submit} onKeyDown=${keys} aria-label=${name}>
      <${Sections} editing=${editing} sections=${form.sections} />
      ${(names.length > 0 || opened.length > 0) && html`<div class="record-bar">
        <${Button} onClick=${cancel}>${t("record.cancel")}<//>
        <${Button} kind="primary" type="submit" busy=${busy}>${names.length ? plural("record.save_n", names.length) : t("record.save")}<//>
      </div>`}
    </form>
  <//>`;
}

/**
 * Send what was changed. Where others saved other fields meanwhile, their version is taken and the same changes are sent
 * again; a field that both changed is left to the person.
 * @param {State} state
 * @param {string | null} etag
 * @returns {Promise<{saved?: Form, etag?: string | null, current?: Form, state: State, problem?: any}>}
 */
async function send(state, etag) {
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

/** @param {State} state @param {ApiError} error @param {boolean} rebased */
function refused(state, error, rebased) {
  const current = rebased ? state.form : undefined;
  if (!error.fields.length) return { state, problem: error, current };
  const { state: next, rest } = refuse(state, error.fields);
  return { state: next, problem: { rest }, current };
}
