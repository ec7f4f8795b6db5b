// A field of people: chips that can be taken off, and a box with suggestions from the contacts.
import { fill, h } from "./dom.js";
import { rows } from "./graph.js";
import { icon } from "./icons.js";

const GIVEN = /^\s*(?:"?([^"<]*?)"?\s*<)?([^<>\s;,]+@[^<>\s;,]+)>?\s*$/;
/** @typedef {import("./types.js").Address} Address */

/** @type {Promise<Address[]>|null} */
let known = null;
let number = 0;

/** `{name, address}` of all contacts, asked for once. */
async function suggestions() {
  known ??= rows("contacts?$select=displayName,emailAddresses&$top=250").then((found) =>
    found.flatMap((each) =>
      each.emailAddresses.map((/** @type {Address} */ { address }) => ({ name: each.displayName || address, address })),
    ),
  );
  known.catch(() => (known = null));
  return known;
}

export class Recipients {
  /** @param {string} label @param {Address[]} list @param {() => unknown} [changed] called after every change */
  constructor(label, list, changed = () => {}) {
    this.list = list;
    this.changed = changed;
    number += 1;
    const id = `people${number}`;
    this.options = h("datalist", { id: `${id}-list` });
    this.input = h("input", {
      id,
      type: "text",
      list: `${id}-list`,
      autocomplete: "off",
      spellcheck: "false",
      onKeydown: (event) => this.key(event),
      onFocus: () => this.suggest(),
      onChange: () => this.take(),
      onBlur: () => this.take(),
    });
    this.chips = h("span", { class: "people-chips" });
    this.node = h(
      "div",
      { class: "field people-field" },
      h("label", { for: id }, label),
      h("span", { class: "people-box" }, this.chips, this.input, this.options),
    );
    this.draw();
  }

  draw() {
    fill(
      this.chips,
      this.list.map((each) =>
        h(
          "span",
          { class: "person-chip", title: each.address },
          each.name || each.address,
          h(
            "button",
            { type: "button", "aria-label": `Remove ${each.name || each.address}`, onClick: () => this.drop(each) },
            icon("close"),
          ),
        ),
      ),
    );
  }

  /** @param {Address[]} list */
  set(list) {
    this.list = list;
    this.draw();
    this.changed();
  }

  /** @param {Address} one */
  drop(one) {
    this.set(this.list.filter((each) => each !== one));
    this.input.focus();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (["Enter", ";", ","].includes(event.key) && this.input.value.trim()) {
      event.preventDefault();
      this.take();
    } else if (event.key === "Backspace" && !this.input.value && this.list.length) {
      this.drop(this.list[this.list.length - 1]);
    }
  }

  /** Turn what was typed into people; what is no address stays to be corrected. */
  take() {
    /** @type {string[]} */
    const left = [];
    /** @type {Address[]} */
    const found = [];
    for (const text of this.input.value.split(/[;,\n]/).filter((each) => each.trim())) {
      const match = GIVEN.exec(text);
      if (match) found.push({ name: match[1]?.trim() || match[2], address: match[2] });
      else left.push(text.trim());
    }
    this.input.value = left.join("; ");
    this.input.setCustomValidity(left.length ? `“${left[0]}” is no e-mail address.` : "");
    if (found.length)
      this.set([
        ...this.list,
        ...found.filter((each) => !this.list.some((one) => one.address.toLowerCase() === each.address.toLowerCase())),
      ]);
    return left.length === 0;
  }

  async suggest() {
    const found = await suggestions().catch(() => /** @type {Address[]} */ ([]));
    if (this.options.childElementCount !== found.length)
      fill(
        this.options,
        found.map((each) => h("option", { value: `${each.name} <${each.address}>` })),
      );
  }
}

/** As Graph takes them. @param {Address[]} list */
export const asGraph = (list) =>
  list.map(({ name, address }) => ({ emailAddress: { name: name || address, address } }));

/**
 * Tell the add-in which of an item's fields of people changed.
 * @param {import("./addin.js").AddinPane} addin @param {string[]} names @param {string} changed
 */
export function recipientsChanged(addin, names, changed) {
  const changedRecipientFields = Object.fromEntries(names.map((name) => [name, name === changed]));
  addin.changed("olkRecipientsChanged", { changedRecipientFields });
}
