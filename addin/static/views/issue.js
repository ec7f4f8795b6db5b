/** One record that was refused: what is wrong, the field editable in place, and another try whose end is waited for. */
import { announce, toast } from "../app/announce.js";
import { forget, post } from "../app/api.js";
import { currentLanguage, fmtRelative, plural, t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { useGet } from "../app/load.js";
import { Banner, Button, ErrorView, ExternalLink, Page, Skeleton, html, useEffect, useState } from "../app/ui.js";
import { say } from "./fields/editing.js";
import { complaint, toValue } from "./fields/values.js";
import { FailingField, asField, rawOf } from "./issue_field.js";

/** @typedef {import("./sync_types").Issue} Issue */

const EVERY_MS = 1500;
const PATIENCE_MS = 60_000;

/** @param {import("../app/types.js").ViewProps} props */
export default function IssueView({ params, go, back }) {
  const { data, error, refresh } = useGet(`/issues/${encodeURIComponent(params.id)}`);
  const issue = /** @type {Issue|undefined} */ (data);
  const title = issue?.name || t("issue.title");
  if (error?.status === 404) return html`<${Page} title=${title}><${Done} go=${go} back=${back} /><//>`;
  if (!issue) return html`<${Page} title=${title}>${error ? html`<${ErrorView} error=${error} retry=${refresh} />` : html`<${Skeleton} kind="form" rows=${2} />`}<//>`;
  return html`<${Page} title=${title} subtitle=${t(`kind.${issue.kind}.one`)}>
    ${error && html`<${ErrorView} error=${error} retry=${refresh} />`}
    <${Repair} key=${issue.id} issue=${issue} refresh=${refresh} go=${go} back=${back} />
  <//>`;
}

/** The record went through, here or elsewhere. @param {{go: (view: string, params?: any) => void, back: () => void}} props */
function Done({ back }) {
  useEffect(() => announce(t("issue.done")), []);
  return html`<${Banner} kind="success" title=${t("issue.done")} text=${t("issue.done.text")} action=${{ label: t("common.back"), run: back }} />`;
}

/** @param {{issue: Issue, refresh: () => void, go: (view: string, params?: any) => void, back: () => void}} props */
function Repair({ issue, refresh, go, back }) {
  const [typed, keep, drop] = useKept(`issue:${issue.id}`, /** @type {any} */ (null));
  const [wrong, setWrong] = useState("");
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const [tried, setTried] = useTrying(issue, refresh);
  const field = issue.field && asField(issue.field);
  const raw = typed ?? (issue.field ? rawOf(issue.field) : null);

  const retry = async () => {
    const problem = field && complaint(field, raw, currentLanguage());
    setWrong(problem ? say(problem) : "");
    setFailed(null);
    if (problem) return;
    const values = issue.field && field && typed !== null ? { values: { [issue.field.name]: toValue(field, raw, currentLanguage()) } } : {};
    try {
      setTried({ at: issue.last_at, until: Date.now() + PATIENCE_MS });
      await post(`/issues/${encodeURIComponent(issue.id)}/retry`, values);
      drop();
      refresh();
    } catch (refused) {
      setTried(null);
      const own = refused.fields?.find((/** @type {any} */ one) => one.name === issue.field?.name);
      if (own) setWrong(own.message);
      else setFailed(refused);
    }
  };
  const busy = Boolean(tried);
  return html`
    <${Banner} kind="warning" title=${t(`issue.side.${issue.side}`)} text=${issue.message} />
    <form class="issue-form" onSubmit=${submitting(retry)} noValidate>
      ${issue.field && field ? html`<${FailingField} issue=${issue} field=${field} raw=${raw} error=${wrong} onRaw=${keep} />` : html`<p class="issue-how">${t(`issue.how.${issue.side}`)}</p>`}
      ${failed && html`<${ErrorView} error=${failed} retry=${retry} />`}
      <div class="button-row">
        <${Button} kind="primary" type="submit" busy=${busy}>${t(busy ? "issue.trying" : "common.try_again")}<//>
        <${Ignore} issue=${issue} back=${back} />
      </div>
    </form>
    <${About} issue=${issue} go=${go} />`;
}

/** @param {() => void} run @returns {(event: Event) => void} */
const submitting = (run) => (event) => {
  event.preventDefault();
  run();
};

/**
 * After a try: ask until the issue is gone, or was looked at once more.
 * @param {Issue} issue @param {() => void} refresh
 * @returns {[{at: string, until: number}|null, (tried: {at: string, until: number}|null) => void]}
 */
function useTrying(issue, refresh) {
  const [tried, setTried] = useState(/** @type {{at: string, until: number}|null} */ (null));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!tried) return undefined;
    if (issue.last_at !== tried.at) {
      setTried(null);
      forget("/issues");
      announce([t("issue.again"), issue.message].join(" "));
      return undefined;
    }
    if (Date.now() > tried.until) {
      setTried(null);
      toast(t("issue.later"), { kind: "info" });
      return undefined;
    }
    const soon = setTimeout(() => {
      refresh();
      setTurn((n) => n + 1);
    }, EVERY_MS);
    return () => clearTimeout(soon);
  }, [tried, turn, issue.last_at]);
  return [tried, setTried];
}

/** @param {{issue: Issue, back: () => void}} props */
function Ignore({ issue, back }) {
  const [busy, setBusy] = useState(false);
  const ignore = async () => {
    setBusy(true);
    try {
      await post(`/issues/${encodeURIComponent(issue.id)}/ignore`);
      forget("/issues");
      toast(t("issue.ignored", { name: issue.name }));
      back();
    } catch (refused) {
      toast(refused.detail || t("error.other"), { kind: "error" });
      setBusy(false);
    }
  };
  return html`<${Button} kind="subtle" busy=${busy} onClick=${ignore}>${t("issue.ignore")}<//>`;
}

/** Where the record is, and since when it waits. @param {{issue: Issue, go: (view: string, params?: any) => void}} props */
function About({ issue, go }) {
  const { crm } = issue;
  return html`<div class="about">
    <p class="quiet">${t("issue.since", { when: fmtRelative(issue.opened_at) })} ${plural("issue.attempts", issue.attempts)}</p>
    ${crm && html`<div class="button-row">
      <${Button} icon="edit" onClick=${() => go("record", { sobject: crm.sobject, id: crm.id })}>${t("issue.open_record")}<//>
      <${ExternalLink} href=${crm.url}>${t("common.open_record")}<//>
    </div>`}
  </div>`;
}
