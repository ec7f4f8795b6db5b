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
import { useTrying } from "./issue_try.js";
import { messageOf, titleOf } from "./sync_matters.js";

/** @typedef {import("./sync_types").Issue} Issue */

/** @param {import("../app/types.js").ViewProps} props */
export default function IssueView({ params, go, back }) {
  const loaded = useGet(`/issues/${encodeURIComponent(params.id)}`);
  const { error, refresh } = loaded;
  const issue = /** @type {Issue|undefined} */ (loaded.data);
  const title = issue ? titleOf(issue) : t("issue.title");
  if (!issue) return html`<${Page} title=${title}>${error ? html`<${ErrorView} error=${error} retry=${refresh} />` : html`<${Skeleton} kind="form" rows=${2} />`}<//>`;
  return html`<${Page} title=${title} subtitle=${t(`kind.${issue.kind}.one`)}>
    ${error && html`<${ErrorView} error=${error} retry=${refresh} />`}
    ${issue.state === "resolved" ? html`<${Done} back=${back} />` : html`<${Repair} key=${issue.id} issue=${issue} loaded=${loaded} back=${back} />`}
    <${About} issue=${issue} go=${go} />
  <//>`;
}

/** @param {{back: () => void}} props */
function Done({ back }) {
  useEffect(() => {
    forget("/issues");
    forget("/sync/item");
    announce(t("issue.done"));
  }, []);
  return html`<${Banner} kind="success" title=${t("issue.done")} text=${t("issue.done.text")} action=${{ label: t("common.back"), run: back }} />`;
}

/** @param {{issue: Issue, loaded: import("../app/load.js").Loaded, back: () => void}} props */
function Repair({ issue, loaded, back }) {
  const [typed, keep, drop] = useKept(`issue:${issue.id}`, /** @type {any} */ (null));
  const [wrong, setWrong] = useState("");
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const trying = useTrying(issue, loaded.refresh);
  const field = issue.field && asField(issue.field);
  const raw = typed ?? (issue.field ? rawOf(issue.field) : null);
  useEffect(() => {
    if (issue.state === "resolved") drop();
  }, [issue.state]);

  const retry = async () => {
    const problem = field && complaint(field, raw, currentLanguage());
    setWrong(problem ? say(problem) : "");
    setFailed(null);
    if (problem) return;
    const name = issue.field?.name ?? "";
    const values = field && typed !== null ? { values: { [name]: toValue(field, raw, currentLanguage()) } } : {};
    try {
      loaded.replace((await post(`/issues/${encodeURIComponent(issue.id)}/retry`, values)).data);
      drop();
    } catch (refused) {
      const own = refused.fields?.find((/** @type {any} */ one) => one.name === `values.${name}`);
      if (own) setWrong(own.message);
      else setFailed(refused);
    }
  };
  return html`
    <${Banner} kind="warning" title=${t(`issue.side.${issue.side}`)} text=${messageOf(issue)} />
    <form class="issue-form" onSubmit=${submitting(retry)} noValidate>
      ${issue.field && field ? html`<${FailingField} issue=${issue} field=${field} raw=${raw} error=${wrong} onRaw=${keep} />` : html`<p class="issue-how">${t(`issue.how.${issue.side}`)}</p>`}
      ${failed && html`<${ErrorView} error=${failed} retry=${retry} />`}
      <div class="button-row">
        <${Button} kind="primary" type="submit" busy=${trying}>${t(trying ? "issue.trying" : "common.try_again")}<//>
        ${!trying && html`<${Ignore} issue=${issue} back=${back} />`}
      </div>
    </form>`;
}

/** @param {() => void} run @returns {(event: Event) => void} */
const submitting = (run) => (event) => {
  event.preventDefault();
  run();
};

/** @param {{issue: Issue, back: () => void}} props */
function Ignore({ issue, back }) {
  const [busy, setBusy] = useState(false);
  const ignore = async () => {
    setBusy(true);
    try {
      await post(`/issues/${encodeURIComponent(issue.id)}/ignore`);
      forget("/issues");
      toast(t("issue.ignored", { name: titleOf(issue) }));
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
