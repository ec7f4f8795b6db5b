/** One record that was refused: what is wrong, the field editable in place, and another try whose end is waited for. */
import { fieldError, submitting, useAction } from "../app/action.js";
import { announce, toast } from "../app/announce.js";
import { forget, post } from "../app/api.js";
import { currentLanguage, fmtRelative, plural, t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { useGet } from "../app/load.js";
import { back, go } from "../app/navigation.js";
import { Banner, Button, ErrorView, ExternalLink, LoadState, Page, html, useEffect, useState } from "../app/ui.js";
import { say } from "./fields/editing.js";
import { complaint, toValue } from "./fields/values.js";
import { FailingField, asField, rawOf } from "./issue_field.js";
import { useTrying } from "./issue_try.js";
import { messageOf, titleOf } from "./sync_matters.js";

/** @typedef {import("./sync_types").Issue} Issue */

/** @param {import("../app/types.js").ViewProps} props */
export default function IssueView({ params }) {
  const loaded = useGet(`/issues/${encodeURIComponent(params.id)}`);
  const issue = /** @type {Issue|undefined} */ (loaded.data);
  const title = issue ? titleOf(issue) : t("issue.title");
  if (!issue) return html`<${Page} title=${title}><${LoadState} of=${loaded} kind="form" rows=${2} /><//>`;
  return html`<${Page} title=${title} subtitle=${t(`kind.${issue.kind}.one`)}>
    <${LoadState} of=${loaded} />
    ${issue.state === "resolved" ? html`<${Done} />` : html`<${Repair} key=${issue.id} issue=${issue} loaded=${loaded} />`}
    <${About} issue=${issue} />
  <//>`;
}

function Done() {
  useEffect(() => {
    forget("/issues");
    forget("/sync");
    announce(t("issue.done"));
  }, []);
  return html`<${Banner} kind="success" title=${t("issue.done")} text=${t("issue.done.text")} action=${{ label: t("common.back"), run: back }} />`;
}

/** @param {{issue: Issue, loaded: import("../app/load.js").Loaded}} props */
function Repair({ issue, loaded }) {
  const [typed, keep, drop] = useKept(`issue:${issue.id}`, /** @type {any} */ (null));
  const [wrong, setWrong] = useState("");
  const trying = useTrying(issue, loaded.refresh);
  const field = issue.field && asField(issue.field);
  const raw = typed ?? (issue.field ? rawOf(issue.field) : null);
  useEffect(() => {
    if (issue.state === "resolved") drop();
  }, [issue.state]);

  const retry = useAction(async () => {
    const problem = field && complaint(field, raw, currentLanguage());
    setWrong(problem ? say(problem) : "");
    if (problem) return;
    const name = issue.field?.name ?? "";
    const values = field && typed !== null ? { values: { [name]: toValue(field, raw, currentLanguage()) } } : {};
    try {
      loaded.replace((await post(`/issues/${encodeURIComponent(issue.id)}/retry`, values)).data);
      drop();
    } catch (refused) {
      const own = fieldError(refused, `values.${name}`);
      if (!own) throw refused;
      setWrong(own);
    }
  });
  return html`
    <${Banner} kind="warning" title=${t(`issue.side.${issue.side}`)} text=${messageOf(issue)} />
    <form class="issue-form" onSubmit=${submitting(retry.run)} noValidate>
      ${issue.field && field ? html`<${FailingField} issue=${issue} field=${field} raw=${raw} error=${wrong} onRaw=${keep} />` : html`<p class="issue-how">${t(`issue.how.${issue.side}`)}</p>`}
      ${retry.error && html`<${ErrorView} error=${retry.error} retry=${retry.run} />`}
      <div class="button-row">
        <${Button} kind="primary" type="submit" busy=${trying || retry.busy}>${t(trying ? "issue.trying" : "common.try_again")}<//>
        ${!trying && html`<${Ignore} issue=${issue} />`}
      </div>
    </form>`;
}

/** @param {{issue: Issue}} props */
function Ignore({ issue }) {
  const { busy, error, run } = useAction(async () => {
    await post(`/issues/${encodeURIComponent(issue.id)}/ignore`);
    forget("/issues");
    forget("/sync");
    toast(t("issue.ignored", { name: titleOf(issue) }));
    back();
  });
  return html`<${Button} kind="subtle" busy=${busy} onClick=${run}>${t("issue.ignore")}<//>
    ${error && html`<${ErrorView} error=${error} retry=${run} />`}`;
}

/** Where the record is, and since when it waits. @param {{issue: Issue}} props */
function About({ issue }) {
  const { crm } = issue;
  return html`<div class="about">
    <p class="quiet">${t("issue.since", { when: fmtRelative(issue.opened_at) })} ${plural("issue.attempts", issue.attempts)}</p>
    ${crm && html`<div class="button-row">
      <${Button} icon="edit" onClick=${() => go("record", { sobject: crm.sobject, id: crm.id })}>${t("issue.open_record")}<//>
      <${ExternalLink} href=${crm.url}>${t("common.open_record")}<//>
    </div>`}
  </div>`;
}
