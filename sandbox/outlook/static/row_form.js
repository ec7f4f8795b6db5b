// The form of a row of a list: of a contact or a task, in the place of its card.
import { fill, h } from "./dom.js";
import { told } from "./forms.js";
import { ask, button } from "./ui.js";

export class RowForm {
  /** @type {HTMLFormElement|null} */
  #open = null;
  #before = "";

  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
  }

  get isOpen() {
    return this.#open !== null;
  }

  /**
   * @param {string} title @param {import("./types.js").Kid[]} fields
   * @param {{save: (form: FormData) => unknown, cancel: () => unknown}} buttons
   */
  show(title, fields, { save, cancel }) {
    /** @type {HTMLFormElement} */
    const form = h(
      "form",
      {
        class: "edit",
        "aria-label": title,
        onSubmit: (event) => {
          event.preventDefault();
          save(new FormData(form));
        },
      },
      h(
        "div",
        { class: "bar" },
        h("button", { type: "submit", class: "button main" }, "Save"),
        button("Cancel", null, cancel),
      ),
      h("h1", {}, title),
      h("div", { class: "fields" }, fields),
    );
    this.#open = form;
    fill(this.place, form);
    this.#before = told(form);
    /** @type {HTMLElement|null} */ (form.querySelector("input, select, textarea"))?.focus();
  }

  /** It is done with, whatever stands in it. */
  close() {
    this.#open = null;
  }

  /** Whether another page may be shown; the form is closed then. */
  async leave() {
    const changed = this.#open && told(this.#open) !== this.#before;
    if (changed && !(await ask("Discard the changes?", "What you typed is lost.", { yes: "Discard", main: false })))
      return false;
    this.close();
    return true;
  }
}
