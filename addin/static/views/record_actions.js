/** What can be done with a record besides editing it: open it in Salesforce, write, call, keep it at hand. */
import { del, forget, put } from "../app/api.js";
import { toast } from "../app/announce.js";
import { t } from "../app/i18n.js";
import { refreshAll } from "../app/state.js";
import { Button, ExternalLink, Icon, IconButton, html, useEffect, useRef, useState, wordsOf } from "../app/ui.js";
import { displayText, linkOf } from "./fields/display.js";

/** @typedef {import("./fields/types").Form} Form */

/** @param {{form: Form, edit: (() => void) | null}} props */
export function Actions({ form, edit }) {
  const name = form.name || form.label;
  const contacts = ["email", "phone"].map((type) => first(form, type)).filter(Boolean);
  return html`<div class="record-actions">
    ${edit && html`<${Button} icon="edit" onClick=${edit}>${t("record.edit")}<//>`}
    ${contacts}
    ${form.url && html`<${ExternalLink} href=${form.url} label=${t("common.open_in", { name })}>Salesforce <${Icon}
      name="open" size=${16} /><//>`}
  </div>`;
}

/**
 * The first e-mail address or phone number of the record, to write to or call.
 * @type {(form: Form, type: string) => any}
 */
function first(form, type) {
  const order = form.sections.flatMap((section) => section.fields);
  const name = order.find((one) => form.fields[one]?.type === type && form.values[one]);
  const text = name && displayText(form, name);
  const href = name && text ? linkOf(form.fields[name], text) : null;
  if (!href) return null;
  const label = type === "email" ? t("record.mail", { name: text }) : t("record.call", { number: text });
  return html`<a class="icon-button" key=${type} href=${href} aria-label=${label} title=${label}>
    <${Icon} name=${type === "email" ? "mail" : "call"} />
  </a>`;
}

/**
 * The star is turned at once and turned back when the server refuses. Who left before the answer may look at a list
 * that was asked for too early: it is loaded anew.
 * @param {{form: Form, show: (form: Form) => void}} props
 */
export function Star({ form, show }) {
  const [busy, setBusy] = useState(false);
  const left = useRef(false);
  useEffect(() => () => void (left.current = true), []);
  const on = Boolean(form.favourite);
  const name = form.name || form.label;
  const turn = async () => {
    if (busy) return;
    const path = `/favourites/${form.sobject}/${form.id}`;
    setBusy(true);
    show({ ...form, favourite: !on });
    try {
      await (on ? del(path) : put(path));
      forget("/favourites");
      if (left.current) refreshAll();
      toast(t(on ? "record.unstarred" : "record.starred", { name }));
    } catch (error) {
      show(form);
      toast(wordsOf(error).title, { kind: "error" });
    }
    setBusy(false);
  };
  const label = t(on ? "record.unstar" : "record.star", { name });
  return html`<${IconButton} icon=${on ? "star-filled" : "star"} label=${label} aria-pressed=${on}
    onClick=${turn} />`;
}
