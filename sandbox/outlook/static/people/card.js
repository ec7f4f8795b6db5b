// A contact's card: what is known, with links to write and to call.
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { persona } from "../ui.js";
import { wallDate } from "../words.js";

/** app: to write a message; row: the contact's JSON; name: as it is shown. */
export function card(app, row, name) {
  const work = [row.jobTitle, row.department, row.companyName].filter(Boolean).join(", ");
  return [
    h(
      "header",
      { class: "card-head" },
      persona(name).cloneNode(true),
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
      row.emailAddresses.map((each) =>
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

function fact(drawing, label, value) {
  return h("div", { class: "fact" }, icon(drawing), h("dt", {}, label), h("dd", {}, value));
}

function phones(row) {
  const all = [
    ...row.businessPhones.map((each) => ["Business phone", each]),
    row.mobilePhone && ["Mobile phone", row.mobilePhone],
    ...row.homePhones.map((each) => ["Home phone", each]),
  ];
  return all
    .filter(Boolean)
    .map(([label, number]) => fact("phone", label, h("a", { href: `tel:${number.replace(/[^+\d]/g, "")}` }, number)));
}

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

async function write(app, name, address) {
  location.hash = "#mail";
  await app.show("mail");
  await app.apps.mail.write([{ name, address }]);
}
