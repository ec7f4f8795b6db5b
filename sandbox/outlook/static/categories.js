// The master list of categories: chips, and the menu that puts them on an item.
import { h } from "./dom.js";
import { get } from "./graph.js";
import { menu } from "./ui.js";

export class Categories {
  constructor() {
    this.list = [];
  }

  async load() {
    this.list = (await get("outlook/masterCategories")).value;
  }

  /** `preset0` to `preset24`, or none. */
  colour(name) {
    return this.list.find((each) => each.displayName.toLowerCase() === name.toLowerCase())?.color ?? "none";
  }

  swatch(name) {
    return h("span", { class: "swatch", data: { colour: this.colour(name) }, "aria-hidden": "true" });
  }

  chips(names) {
    return (names ?? []).map((name) => h("span", { class: "chip", data: { colour: this.colour(name) } }, name));
  }

  /** A menu of all categories. names: the item's now; save: takes the new names. */
  menu(anchor, names, save) {
    const unknown = names.filter((name) => !this.list.some((each) => each.displayName === name));
    const all = [...this.list.map((each) => each.displayName), ...unknown];
    const entries = all.map((name) => ({
      label: name,
      swatch: this.swatch(name),
      checked: names.includes(name),
      run: () => save(names.includes(name) ? names.filter((each) => each !== name) : [...names, name]),
    }));
    const none = { label: "Clear categories", icon: "close", run: () => save([]) };
    menu(anchor, names.length ? [...entries, "-", none] : entries);
  }
}
