// The form of a contact, and what it changes.
import { h } from "../dom.js";
import { input, textOf } from "../forms.js";

/** @typedef {import("../types.js").Row} Row @typedef {import("../types.js").Address} Address */

/** @type {import("../forms.js").Choice[]} */
const PLAIN = [
  ["givenName", "First name"],
  ["surname", "Last name"],
  ["companyName", "Company"],
  ["jobTitle", "Job title"],
  ["department", "Department"],
];
const ADDRESS = [
  ["street", "Street"],
  ["postalCode", "Postal code"],
  ["city", "City"],
  ["state", "State"],
  ["countryOrRegion", "Country"],
];
const PLACES = [
  ["businessAddress", "Business address"],
  ["homeAddress", "Home address"],
];

/** @param {Partial<Row>} row the contact's JSON, an empty object for a new one */
export function fields(row) {
  const emails = row.emailAddresses ?? [];
  const phones = row.businessPhones ?? [];
  return [
    ...PLAIN.map(([name, label]) => input(label, name, row[name], { maxlength: 255 })),
    input("E-mail", "email0", emails[0]?.address, { type: "email" }),
    input("E-mail 2", "email1", emails[1]?.address, { type: "email" }),
    input("E-mail 3", "email2", emails[2]?.address, { type: "email" }),
    input("Business phone", "phone0", phones[0], { type: "tel" }),
    input("Business phone 2", "phone1", phones[1], { type: "tel" }),
    input("Mobile phone", "mobilePhone", row.mobilePhone, { type: "tel" }),
    input("Home phone", "home0", row.homePhones?.[0], { type: "tel" }),
    input("Birthday", "birthday", row.birthday?.slice(0, 10), { type: "date" }),
    input("Web page", "businessHomePage", row.businessHomePage),
    ...PLACES.map(([place, title]) =>
      h(
        "fieldset",
        { class: "wide fields" },
        h("legend", {}, title),
        ADDRESS.map(([name, label]) => input(label, `${place}.${name}`, row[place]?.[name])),
      ),
    ),
    input("Notes", "personalNotes", row.personalNotes, { type: "area", wide: true }),
  ];
}

/**
 * Graph's body: all of a new contact, what is changed of an existing one.
 * @param {FormData} form @param {Row|null} row
 */
export function read(form, row) {
  const text = (/** @type {string} */ name) => textOf(form, name);
  const list = (/** @type {string[]} */ ...names) => names.map(text).filter(Boolean);
  const old = /** @type {Partial<Row>} */ (row ?? {});
  /** @type {Record<string, any>} */
  const now = {
    ...Object.fromEntries([...PLAIN, ["mobilePhone"], ["businessHomePage"]].map(([name]) => [name, text(name)])),
    personalNotes: String(form.get("personalNotes")).replaceAll("\r\n", "\n"),
    emailAddresses: emails(list("email0", "email1", "email2"), old.emailAddresses ?? []),
    businessPhones: list("phone0", "phone1"),
    homePhones: [...list("home0"), ...(old.homePhones ?? []).slice(1)],
    birthday: text("birthday") ? `${text("birthday")}T11:59:00Z` : null,
    ...Object.fromEntries(
      PLACES.map(([place]) => [
        place,
        Object.fromEntries(ADDRESS.map(([name]) => [name, text(`${place}.${name}`)]).filter(([, value]) => value)),
      ]),
    ),
  };
  if (!row)
    return {
      ...drop(now),
      displayName:
        [now.givenName, now.surname].filter(Boolean).join(" ") ||
        now.companyName ||
        now.emailAddresses[0]?.address ||
        "",
    };
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => JSON.stringify(value || null) !== JSON.stringify(before(old, name) || null),
    ),
  );
}

/** @param {Partial<Row>} old @param {string} name */
function before(old, name) {
  if (name === "personalNotes") return (old[name] ?? "").replaceAll("\r\n", "\n");
  const [address] = PLACES.filter(([place]) => place === name);
  return address
    ? Object.fromEntries(ADDRESS.filter(([part]) => old[name]?.[part]).map(([part]) => [part, old[name][part]]))
    : old[name];
}

/** @param {string[]} list @param {Address[]} old */
function emails(list, old) {
  return list.map((address) => old.find((each) => each.address === address) ?? { name: address, address });
}

/** @param {Record<string, any>} body */
const drop = (body) =>
  Object.fromEntries(
    Object.entries(body).filter(([, value]) => value && (typeof value !== "object" || Object.keys(value).length)),
  );
