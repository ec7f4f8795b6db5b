/**
 * A field that searches as one types and picks one of what was found (ARIA Authoring Practices Guide, combobox with
 * list).
 */
import { announce } from "../announce.js";
import { plural, t } from "../i18n.js";
import { Icon, Spinner } from "./controls.js";
import { wordsOf } from "./feedback.js";
import { RowText } from "./lists.js";
import { classes, html, useEffect, useId, useRef, useState } from "./html.js";

const PAUSE_MS = 200;

/**
 * @typedef {{id: string, name: string, detail?: string, icon?: string} & Record<string, any>} Option
 * @typedef {{text: string, busy: boolean, options: Option[]|null, failed: any}} Found
 */

/**
 * @param {{search: (q: string, signal: AbortSignal) => Promise<Option[]>, onPick: (option: Option) => void, label?: string, id?: string,
 *   value?: string, placeholder?: string, minimum?: number, keepText?: boolean, onText?: (text: string) => void} & Record<string, any>} props
 *   value: the name of what is picked now; minimum: letters before it searches; keepText false: emptied after a pick
 */
export function Combobox({
  search,
  onPick,
  label,
  id,
  value = "",
  placeholder,
  minimum = 1,
  keepText = true,
  onText,
  ...rest
}) {
  const made = useId();
  const own = id ?? made;
  const [text, setText] = useState(value);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const found = useSearch(search, text, open && text.trim().length >= minimum);
  const awaited = useRef(""); // Enter was pressed before the results of this text came
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    setActive(found.options?.length ? 0 : -1);
    if (awaited.current && awaited.current === found.text && found.options?.length) pick(found.options[0]);
  }, [found.options]);

  /** @param {Option} option */
  const pick = (option) => {
    awaited.current = "";
    onPick(option);
    setText(keepText ? option.name : "");
    setOpen(false);
  };
  const close = () => {
    awaited.current = "";
    setOpen(false);
    setText(keepText ? value : "");
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    const options = found.options ?? [];
    if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter") {
      const present = open && found.text === text.trim() && options[active];
      // A form around it must not be sent with a text that names nothing yet.
      if (present || text !== value) event.preventDefault();
      if (present) pick(present);
      else awaited.current = text.trim();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (options.length) setActive((at) => (at + step + options.length) % options.length);
    }
  };
  /** @param {InputEvent} event */
  const typed = (event) => {
    const { value: now } = /** @type {HTMLInputElement} */ (event.currentTarget);
    awaited.current = "";
    setText(now);
    setOpen(true);
    onText?.(now);
  };
  const shown = open && Boolean(found.options ?? found.failed);
  return html`<div class="combobox">
    <span class="combobox-icon">${found.busy ? html`<${Spinner} />` : html`<${Icon} name="search" />`}</span>
    <input ...${rest} type="text" id=${own} class="input" role="combobox" aria-label=${label} autocomplete="off" spellcheck=${false} aria-autocomplete="list"
      aria-expanded=${shown} aria-controls=${`${own}-list`} aria-activedescendant=${shown && active >= 0 ? `${own}-${active}` : undefined}
      placeholder=${placeholder} value=${text} onInput=${typed} onKeyDown=${keys} onBlur=${close} onClick=${() => setOpen(true)} />
    ${shown && html`<${Listbox} id=${own} label=${label ?? placeholder ?? t("common.results")} found=${found} active=${active} pick=${pick} />`}
  </div>`;
}

/** @param {{id: string, label: string, found: Found, active: number, pick: (option: Option) => void}} props */
function Listbox({ id, label, found, active, pick }) {
  const options = found.options ?? [];
  const list = useRef(/** @type {HTMLUListElement|null} */ (null));
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [active]);
  // The list must not take the focus from the input, so the mouse's own effect is stopped.
  const stay = (/** @type {Event} */ event) => event.preventDefault();
  const empty = found.failed ? wordsOf(found.failed).title : t("common.no_results", { text: found.text });
  return html`<div class="combobox-popup" onMouseDown=${stay}>
    <ul class="listbox" role="listbox" id=${`${id}-list`} aria-label=${label} ref=${list}>
      ${options.map((option, at) => html`<li key=${option.id} id=${`${id}-${at}`} role="option" aria-selected=${at === active}
        class=${classes("option", at === active && "option-active")} onClick=${() => pick(option)}>
        ${option.icon && html`<${Icon} name=${option.icon} />`}<${RowText} title=${option.name} detail=${option.detail} />
      </li>`,
      )}
    </ul>
    ${!options.length && html`<p class="combobox-none">${empty}</p>`}
  </div>`;
}

/**
 * The options of a text: after a pause, and never those of an older text.
 * @param {(q: string, signal: AbortSignal) => Promise<Option[]>} search
 * @param {string} text
 * @param {boolean} on
 * @returns {Found}
 */
export function useSearch(search, text, on) {
  const [found, setFound] = useState(/** @type {Found} */ ({ text: "", busy: false, options: null, failed: null }));
  const asking = useRef(search);
  asking.current = search;
  const query = text.trim();
  useEffect(() => {
    if (!on) {
      setFound({ text: query, busy: false, options: null, failed: null });
      return undefined;
    }
    const stop = new AbortController();
    setFound((before) => ({ ...before, busy: true }));
    const later = setTimeout(async () => {
      try {
        const options = await asking.current(query, stop.signal);
        if (stop.signal.aborted) return;
        setFound({ text: query, busy: false, options, failed: null });
        announce(options.length ? plural("common.found", options.length) : t("common.no_results", { text: query }));
      } catch (failed) {
        if (!stop.signal.aborted) setFound({ text: query, busy: false, options: [], failed });
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(later);
      stop.abort();
    };
  }, [query, on]);
  return found;
}
