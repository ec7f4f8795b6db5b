/** A record of which several others may be the same: one of them is chosen, or none. */
import { useAction } from "../app/action.js";
import { forget, post } from "../app/api.js";
import { t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { useGet } from "../app/load.js";
import { replace } from "../app/navigation.js";
import { Banner, Button, Empty, ErrorView, ExternalLink, LoadState, Page, RowText, detailOf, html, useId } from "../app/ui.js";
import { messageOf } from "./sync_matters.js";

/**
 * @typedef {import("./sync_types").Issue} Issue
 * @typedef {import("./fields/types").Row} Row
 */

const NONE = "none";

/** @param {import("../app/types.js").ViewProps} props */
export default function DuplicatesView({ params }) {
  const loaded = useGet(`/issues/${encodeURIComponent(params.id)}`);
  const issue = /** @type {Issue|undefined} */ (loaded.data);
  const title = issue ? t("duplicates.title", { name: issue.name }) : t("duplicates.heading");
  if (!issue) return html`<${Page} title=${title}><${LoadState} of=${loaded} rows=${3} /><//>`;
  if (issue.state === "resolved") return html`<${Page} title=${title}><${Empty} icon="check" title=${t("conflict.none")} text=${t("conflict.none.text")} /><//>`;
  return html`<${Page} title=${title} subtitle=${t(`kind.${issue.kind}.one`)}>
    <${LoadState} of=${loaded} />
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
        <${RowText} title=${t("duplicates.new")} detail=${t(`duplicates.new.${issue.side}`)} /></label></div>
    </fieldset>
    ${error && html`<${ErrorView} error=${error} retry=${run} />`}
    <${Button} kind="primary" block disabled=${!chosen} busy=${busy} onClick=${run}>${t(chosen === NONE ? "duplicates.make" : "duplicates.use")}<//>`;
}

/** @param {{name: string, row: Row, on: boolean, choose: (id: string) => void}} props */
function Candidate({ name, row, on, choose }) {
  const detail = [detailOf(/** @type {any} */ (row)), row.email ?? row.phone].filter(Boolean).join(" · ");
  return html`<div class="candidate">
    <label class="checkline"><input type="radio" name=${name} checked=${on} onChange=${() => choose(row.id)} />
      <${RowText} title=${row.name} detail=${detail} /></label>
    ${row.url && html`<${ExternalLink} href=${row.url} icon="open" label=${t("common.open_in", { name: row.name })} />`}
  </div>`;
}
