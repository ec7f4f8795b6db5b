/**
 * A record of Salesforce: its fields as the org lays them out, edited in place. Only what was changed is sent, and only
 * over the version that was read; what somebody else saved meanwhile in other fields is kept without a question.
 */
import { remember } from "../app/api.js";
import { t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { go } from "../app/navigation.js";
import { Button, Empty, LoadState, Page, html } from "../app/ui.js";
import { RecordForm } from "./record_form.js";

/** @typedef {import("./fields/types").Form} Form */

const FORM_ROWS = 7;

/** @param {import("../app/types.js").ViewProps} props params: {sobject, id} */
export default function RecordView({ params }) {
  const path = `/records/${params.sobject}/${params.id}`;
  const loaded = useGet(path);
  /** @type {(form: Form, etag?: string | null) => void} */
  const show = (form, etag = form.etag) => {
    remember(path, { data: form, etag: etag ?? null });
    loaded.replace(form, etag);
  };
  if (loaded.data) {
    return html`<${RecordForm} form=${loaded.data} etag=${loaded.etag} show=${show} loaded=${loaded} />`;
  }
  if (loaded.error?.status === 404) return html`<${Gone} />`;
  return html`<${Page} title=${params.name ?? t("record.loading")}>
    <${LoadState} of=${loaded} kind="form" rows=${FORM_ROWS} />
  <//>`;
}

/** */
function Gone() {
  return html`<${Page} title=${t("record.gone")}>
    <${Empty} icon="search" title=${t("record.gone")} text=${t("record.gone_how")}>
      <${Button} kind="primary" icon="search" onClick=${() => go("lookup")}>${t("common.tab.lookup")}<//>
    <//>
  <//>`;
}
