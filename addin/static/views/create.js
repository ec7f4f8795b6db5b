/** A new record of any object that this person may create: which one, then its form. */
import { t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { replace } from "../app/navigation.js";
import { Empty, List, ListRow, LoadState, Page, html, iconOf, useState } from "../app/ui.js";
import { CreateForm } from "./create_form.js";

const FORM_ROWS = 5;
const MANY = 8;

/** @param {import("../app/types.js").ViewProps} props params: {sobject?, values?: {field: value}} */
export default function CreateView({ params }) {
  const { sobject, values = {} } = params;
  return sobject ? html`<${NewRecord} sobject=${sobject} values=${values} />` : html`<${Choose} />`;
}

/** @param {{sobject: string, values: Record<string, any>}} props */
function NewRecord({ sobject, values }) {
  const [type, setType] = useState(/** @type {string | null} */ (null));
  const loaded = useGet(`/objects/${sobject}/form`, { record_type: type });
  const last = loaded.data;
  if (last) {
    return html`<${CreateForm} key=${last.record_type?.id} form=${last} values=${values} setType=${setType}
      loaded=${loaded} />`;
  }
  return html`<${Page} title=${t("create.title")}>
    <${LoadState} of=${loaded} kind="form" rows=${FORM_ROWS} />
  <//>`;
}

function Choose() {
  const objects = useGet("/objects");
  const [filter, setFilter] = useState("");
  const all = (objects.data?.items ?? []).filter((/** @type {any} */ one) => one.createable);
  const shown = all.filter((/** @type {any} */ one) => one.label.toLowerCase().includes(filter.trim().toLowerCase()));
  return html`<${Page} title=${t("create.which")}>
    <${LoadState} of=${objects} rows=${FORM_ROWS} />
    ${objects.data && !all.length && html`<${Empty} icon="lock" title=${t("create.nothing")}
      text=${t("create.nothing_how")} />`}
    ${all.length > MANY &&
    html`<input
      class="input" type="search" aria-label=${t("create.filter")} placeholder=${t("create.filter")} value=${filter}
      onInput=${(/** @type {any} */ event) => setFilter(event.target.value)}
    />`}
    <${List} label=${t("create.which")}>
      ${shown.map(
        (/** @type {any} */ one) => html`<${ListRow} key=${one.name} icon=${iconOf(one.name)} title=${one.label}
          onClick=${() => replace("create", { sobject: one.name })} />`,
      )}
    <//>
    ${all.length > 0 && !shown.length && html`<p class="quiet" role="status">${t("create.no_match")}</p>`}
  <//>`;
}
