/**
 * Look up any record: results as one types, grouped by object; before that, favourites and what was viewed lately.
 * The focus stays in the search field: arrows choose, Enter opens, Escape clears (ARIA Authoring Practices, combobox).
 */
import { announce } from "../app/announce.js";
import { plural, t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { useGet } from "../app/load.js";
import { go, moved } from "../app/navigation.js";
import { Banner, Button, Empty, ErrorView, Icon, IconButton, Page, Skeleton, Spinner } from "../app/ui.js";
import { html, useEffect, useRef, useState } from "../app/ui.js";
import { Results } from "./lookup_results.js";

/**
 * @typedef {import("../app/types.js").Row} Row
 * @typedef {{sobject?: string, label: string, items: Row[]}} Group
 */

const PAUSE_MS = 150;
const SHORTEST = 2; // Salesforce searches for two characters or more
const MOST = 10; // of each object
const NAMED = 5; // of the kinds that were not looked through
const LIST = "lookup-results";

/** @param {import("../app/types.js").ViewProps} props params: {q?, object?} */
export default function LookupView({ params }) {
  const [asked, ask] = useKept("lookup", { q: params.q ?? "", object: params.object ?? "" });
  const search = useResults(asked);
  const [active, setActive] = useState(-1);
  const rows = search.groups.flatMap((group) => group.items);
  const awaited = useRef(""); // Enter was pressed before the results of this text came
  useEffect(() => {
    setActive(asked.q && rows.length ? 0 : -1);
    if (awaited.current && awaited.current === search.found && rows.length) open(rows[0]);
  }, [search.shown]);
  useEffect(() => {
    const none = t("lookup.none", { q: search.found });
    if (search.found) announce(rows.length ? plural("common.found", rows.length) : none);
  }, [search.shown]);

  const open = (/** @type {Row} */ row) => go("record", { sobject: row.sobject, id: row.id, name: row.name });
  /** @param {string} q */
  const type = (q) => {
    awaited.current = "";
    ask({ ...asked, q });
  };
  const clear = () => type("");
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) setActive((active + step + rows.length) % rows.length);
    else if (event.key === "Enter" && search.found !== asked.q.trim()) awaited.current = asked.q.trim();
    else if (event.key === "Enter" && rows[active]) open(rows[active]);
    else if (event.key === "Escape" && asked.q) clear();
    else return;
    event.preventDefault();
  };
  const create = html`<${Button} icon="add" kind="subtle"
    onClick=${() => go("create", asked.object ? { sobject: asked.object } : {})}>${t("lookup.create")}<//>`;
  return html`<${Page} title=${t("common.tab.lookup")} hideTitle>
    <${SearchBox} asked=${asked} type=${type} clear=${clear} keys=${keys} busy=${search.busy}
      active=${rows[active] ? `${LIST}-${active}` : undefined} expanded=${rows.length > 0} />
    <div class="lookup-tools"><${Objects} value=${asked.object}
      onChange=${(/** @type {string} */ object) => ask({ ...asked, object })} />${create}</div>
    ${search.error && html`<${ErrorView} error=${search.error} retry=${search.retry} />`}
    <${Results} id=${LIST} groups=${search.groups} active=${active} open=${open} />
    ${search.unsearched.length > 0 && html`<p class="quiet spaced">${t("lookup.unsearched", { kinds: some(search.unsearched) })}</p>`}
    <${Nothing} asked=${asked} search=${search} />
  <//>`;
}

/**
 * @param {{asked: {q: string, object: string}, type: (q: string) => void, clear: () => void,
 *  keys: (event: KeyboardEvent) => void, busy: boolean, active: string | undefined, expanded: boolean}} props
 */
function SearchBox({ asked, type, clear, keys, busy, active, expanded }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    // Neither another item of Outlook takes the focus, nor a tab that somebody passes with the arrow keys.
    const passing = document.activeElement?.matches("[role=tab]:focus-visible");
    if (moved.get().by === "person" && !passing) input.current?.focus();
  }, []);
  const emptied = () => {
    clear();
    input.current?.focus();
  };
  return html`<div class="search-box" role="search">
    <span class="combobox-icon">${busy ? html`<${Spinner} />` : html`<${Icon} name="search" />`}</span>
    <input
      class="input" ref=${input} type="text" inputmode="search" role="combobox" aria-label=${t("lookup.search")}
      placeholder=${t("lookup.hint")} autocomplete="off" spellcheck=${false}
      aria-autocomplete="list" aria-controls=${LIST} aria-expanded=${expanded}
      aria-activedescendant=${active} value=${asked.q} onKeyDown=${keys}
      onInput=${(/** @type {any} */ event) => type(event.target.value)}
    />
    ${asked.q && html`<${IconButton} icon="dismiss" label=${t("lookup.clear")} onClick=${emptied} />`}
  </div>`;
}

/** @param {{value: string, onChange: (object: string) => void}} props */
function Objects({ value, onChange }) {
  const items = useGet("/objects").data?.items ?? [];
  const shown = items.filter((/** @type {any} */ one) => one.searchable);
  return html`<select class="select" aria-label=${t("lookup.in")} value=${value}
    onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
    <option value="">${t("lookup.all")}</option>
    ${shown.map((/** @type {any} */ one) => html`<option key=${one.name} value=${one.name}>${one.plural}</option>`)}
  </select>`;
}

/**
 * What stands where no results are.
 * @param {{asked: {q: string, object: string}, search: ReturnType<typeof useResults>}} props
 */
function Nothing({ asked, search }) {
  if (search.groups.length || search.error) return null;
  if (search.busy) return html`<${Skeleton} rows=${5} />`;
  const q = asked.q.trim();
  if (q.length >= SHORTEST) return html`<${Empty} icon="search" title=${t("lookup.none", { q })}
    text=${t("lookup.none_how")} />`;
  if (q) return html`<${Banner} text=${t("lookup.short")} />`;
  return html`<${Empty} icon="search" title=${t("lookup.teach")} text=${t("lookup.teach_how")} />`;
}

/**
 * The groups to show for what is asked. While newer results are on their way the last ones stay: nothing flickers.
 * @param {{q: string, object: string}} asked
 */
function useResults({ q, object }) {
  const text = usePaused(q.trim());
  const searching = q.trim().length >= SHORTEST;
  const query = { q: text, object: object || null, limit: MOST };
  const found = useGet(searching && text.length >= SHORTEST ? "/search" : null, query);
  const recents = useGet(searching ? null : "/recents", { object: object || null });
  const favourites = useGet(searching ? null : "/favourites");
  const last = useRef(/** @type {Group[]} */ ([]));
  if (searching && found.data) last.current = found.data.groups;
  if (!searching) last.current = [];
  const starred = (favourites.data?.items ?? []).filter((/** @type {Row} */ row) => !object || row.sobject === object);
  /** @type {Group[]} */
  const kept = [
    { label: t("lookup.favourites"), items: starred },
    { label: t("lookup.recents"), items: recents.data?.items ?? [] },
  ];
  const loads = searching ? [found] : [recents, favourites];
  return {
    groups: (searching ? last.current : q.trim() ? [] : kept).filter((group) => group.items.length),
    busy: loads.some((one) => one.loading) || (searching && text !== q.trim()),
    error: loads.find((one) => one.error)?.error ?? null,
    retry: () => loads.forEach((one) => one.refresh()),
    unsearched: /** @type {string[]} */ ((searching && found.data?.unsearched) || []),
    shown: searching ? found.data : (recents.data ?? favourites.data),
    found: searching && found.data ? text : "",
  };
}

/** The first of many names. @param {string[]} names */
const some = (names) => names.slice(0, NAMED).join(", ") + (names.length > NAMED ? " …" : "");

/** A text once nobody has typed for a moment; emptied at once. @param {string} text */
function usePaused(text) {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const later = setTimeout(() => setPaused(text), text ? PAUSE_MS : 0);
    return () => clearTimeout(later);
  }, [text]);
  return paused;
}
