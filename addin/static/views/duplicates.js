/** A record of which several others may be the same: one of them is chosen, or none. */
import { useAction } from "../app/action.js";
import { forget, post } from "../app/api.js";
import { t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { useGet } from "../app/load.js";
import { replace } from "../app/navigation.js";
import { Banner, Button, Empty, ErrorView, ExternalLink, Page, Skeleton, detailOf, html, useId } from "../app/ui.js";
import { messageOf } from "./sync_matters.js";

/**
 * @typedef {import("./sync_types").Issue} Issue
 * @typedef {import("./fields/types").Row} Row
 */

const NONE = "none";

/** @param {import("../app/types.js").ViewProps} props */
export default function DuplicatesView({ params }) {
  const { data, error, refresh } = useGet(`/issues/${encodeURIComponent(params.id)}`);
  const issue = /** @type {Issue|undefined} */ (data);
  const title = issue ? t("duplicates.title", { name: issue.name }) : t("duplicates.heading");
  if (!issue) return html`<${Page} title=${title}>${error ? html`<${ErrorView} error=${error} retry=${refresh} />` : html`<${Skeleton} rows=${3} />`}<//>`;
  if (issue.state === "resolved") return html`<${Page} title=${title}><${Empty} icon="check" title=${t("duplicates.none")} text=${t("duplicates.none.text")} /><//>`;
  return html`<${Page} title=${title} subtitle=${t(`kind.${issue.kind}.one`)}>
    ${error && html`<${ErrorView} error=${error} retry=${refresh} />`}
    <${Banner} kind="warning" text=${messageOf(issue)} />
    <${Choices} key=${issue.id} issue=${issue} />
  <//>`;
}

/** What is chosen is carried out by the worker; the screen of the issue shows how it goes. @param {{issue: Issue}} props */
function Choices({ issue }) {
  const [chosen, choose, drop] = useKept(`duplicates:${issue.id}`, "");
  const name = useId();
  const { busy, error, run } = useAction(async () => {
    await post(`/duplicates/${encodeURIComponent(issue.id)}/choose`, { key: chosen === NONE ? null : chosen });
    drop();
    forget("/issues");
    replace("issue", { id: issue.id });
  });
  return html`<fieldset class="candidates">
      <legend>${t("duplicates.which")}</legend>
      ${issue.candidates.map((row) => html`<${Candidate} key=${row.id} name=${name} row=${row} on=${chosen === row.id} choose=${choose} />`)}
      <div class="candidate"><label class="checkline"><input type="radio" name=${name} checked=${chosen === NONE} onChange=${() => choose(NONE)} />
        <span class="checkline-text">${t("duplicates.new")}<span class="row-detail">${t(`duplicates.new.${issue.side}`)}</span></span></label></div>
    </fieldset>
    ${error && html`<${ErrorView} error=${error} retry=${run} />`}
    <${Button} kind="primary" block=${true} disabled=${!chosen} busy=${busy} onClick=${run}>${t(chosen === NONE ? "duplicates.make" : "duplicates.use")}<//>`;
}

/** @param {{name: string, row: Row, on: boolean, choose: (id: string) => void}} props */
function Candidate({ name, row, on, choose }) {
  const detail = [detailOf(/** @type {any} */ (row)), row.email ?? row.phone].filter(Boolean).join(" · ");
  return html`<div class="candidate">
    <label class="checkline"><input type="radio" name=${name} checked=${on} onChange=${() => choose(row.id)} />
      <span class="checkline-text">${row.name}<span class="row-detail">${detail}</span></span></label>
    ${row.url && html`<${ExternalLink} href=${row.url} icon="open" label=${t("common.open_in", { name: row.name })} />`}
  </div>`;
}
