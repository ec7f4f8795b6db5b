// The master list of categories: chips, and the menu that puts them on an item.
import { h } from "./dom.js";
import { input } from "./forms.js";
import { get, post } from "./graph.js";
import { ask, attempt, menu } from "./ui.js";

const COLOURS = 25; // preset0 to preset24

export class Categories {
  /** @type {{displayName: string, color: string}[]} */
  list = [];

  async load() {
    this.list = (await get("outlook/masterCategories")).value;
  }

  /** `preset0` to `preset24`, or none. @param {string} name */
  colour(name) {
    return this.list.find((each) => each.displayName.toLowerCase() === name.toLowerCase())?.color ?? "none";
  }

  /** @param {string} name */
  swatch(name) {
    return h("span", { class: "swatch", data: { colour: this.colour(name) }, "aria-hidden": "true" });
  }

  /** @param {string[]} [names] */
  chips(names) {
    return (names ?? []).map((name) => h("span", { class: "chip", data: { colour: this.colour(name) } }, name));
  }

  /**
   * A menu of all categories.
   * @param {HTMLElement} anchor @param {string[]} names the item's now
   * @param {(names: string[]) => unknown} save takes the new ones
   */
  menu(anchor, names, save) {
    const unknown = names.filter((name) => !this.list.some((each) => each.displayName === name));
    const all = [...this.list.map((each) => each.displayName), ...unknown];
    const entries = all.map((name) => ({
      label: name,
      swatch: this.swatch(name),
      checked: names.includes(name),
      run: () => save(names.includes(name) ? names.filter((each) => each !== name) : [...names, name]),
    }));
    const add = { label: "New category…", icon: "plus", run: () => this.add((name) => save([...names, name])) };
    const none = { label: "Clear categories", icon: "close", run: () => save([]) };
    menu(anchor, [...entries, "-", add, ...(names.length ? [none] : [])]);
  }

  /** Put a new one into the master list, in the next colour. @param {(name: string) => unknown} then */
  async add(then) {
    const form = await ask("New category", input("Name", "name", "", { required: true, maxlength: 255 }), {
      yes: "Add",
    });
    if (!form) return;
    const body = { displayName: String(form.get("name")).trim(), color: `preset${this.list.length % COLOURS}` };
    if (await attempt("Could not add the category", () => post("outlook/masterCategories", body))) {
      await this.load();
      await then(body.displayName);
    }
  }
}
