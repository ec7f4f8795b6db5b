// A contact's card: what is known, with links to write and to call.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { persona } from "../ui.js";
import { wallDate } from "../words.js";

/**
 * @typedef {import("../types.js").App} App @typedef {import("../types.js").Row} Row
 * @typedef {import("../types.js").Kid} Kid
 */

/**
 * @param {App} app to write a message @param {Row} row the contact's JSON @param {string} name as it is shown
 * @returns {Kid[]}
 */
export function card(app, row, name) {
  const work = [row.jobTitle, row.department, row.companyName].filter(Boolean).join(", ");
  return [
    h(
      "header",
      { class: "card-head" },
      persona(name),
      h(
        "div",
        {},
        h("h1", {}, name),
        work && h("p", { class: "soft" }, work),
        h("div", { class: "chips" }, app.categories.chips(row.categories)),
      ),
    ),
    h(
      "dl",
      { class: "facts" },
      row.emailAddresses.map((/** @type {import("../types.js").Address} */ each) =>
        fact(
          "mail",
          "E-mail",
          h(
            "button",
            { type: "button", class: "button link", onClick: () => write(app, name, each.address) },
            each.address,
          ),
        ),
      ),
      phones(row),
      place("Business", row.businessAddress),
      place("Home", row.homeAddress),
      place("Other", row.otherAddress),
      row.businessHomePage && fact("web", "Web page", row.businessHomePage),
      row.birthday &&
        fact(
          "calendar",
          "Birthday",
          wallDate(row.birthday.slice(0, 10), { day: "numeric", month: "long", year: "numeric" }),
        ),
      row.personalNotes && fact("edit", "Notes", h("span", { class: "lines" }, row.personalNotes)),
    ),
  ];
}

/** @param {string} drawing @param {string} label @param {Kid} value */
function fact(drawing, label, value) {
  return h("div", { class: "fact" }, icon(drawing), h("dt", {}, label), h("dd", {}, value));
}

/** @param {Row} row */
function phones(row) {
  const called = (/** @type {string} */ label, /** @type {string[]} */ numbers) =>
    numbers.map((number) => fact("phone", label, h("a", { href: `tel:${number.replace(/[^+\d]/g, "")}` }, number)));
  return [
    ...called("Business phone", row.businessPhones),
    ...called("Mobile phone", row.mobilePhone ? [row.mobilePhone] : []),
    ...called("Home phone", row.homePhones),
  ];
}

/** @param {string} label @param {Record<string, string>} [address] */
function place(label, address) {
  if (!address || !Object.keys(address).length) return null;
  const town = [address.postalCode, address.city].filter(Boolean).join(" ");
  return fact(
    "place",
    `${label} address`,
    h(
      "span",
      { class: "lines" },
      [address.street, town, address.state, address.countryOrRegion].filter(Boolean).join("\n"),
    ),
  );
}

/** @param {App} app @param {string} name @param {string} address */
async function write(app, name, address) {
  location.hash = "#mail";
  await app.show("mail");
  await app.apps.mail.write([{ name, address }]);
}
