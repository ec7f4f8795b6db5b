// A person's name as a button that opens a small card: write to them, copy the address, keep them as a contact.
import { h } from "./dom.js";
import { post } from "./graph.js";
import { attempt, menu, notice } from "./ui.js";

/** @typedef {import("./types.js").App} App @typedef {import("./types.js").Address} Address */

/** @param {App} app @param {Address} who @param {boolean} [whole] with the address behind the name */
export function personButton(app, who, whole = false) {
  const name = who.name || who.address;
  const shown = whole && who.address && who.address !== who.name;
  /** @type {HTMLButtonElement} */
  const made = h(
    "button",
    {
      type: "button",
      class: "person",
      title: who.address,
      "aria-haspopup": "menu",
      onClick: () => menu(made, entries(app, who)),
    },
    h("span", { class: whole ? "person-name" : "" }, name),
    shown && h("span", { class: "soft" }, ` <${who.address}>`),
  );
  return made;
}

/** @param {App} app @param {Address} who @returns {(import("./types.js").MenuEntry|"-")[]} */
function entries(app, who) {
  return [
    { label: who.address || "no address", icon: "mail", run: () => copy(who.address) },
    "-",
    { label: "New mail", icon: "edit", run: () => write(app, who) },
    { label: "Add to contacts", icon: "people", run: () => keep(who) },
  ];
}

/** @param {string} address */
async function copy(address) {
  await attempt("Could not copy the address", () => navigator.clipboard.writeText(address));
  notice("Address copied.");
}

/** @param {App} app @param {Address} who */
async function write(app, who) {
  location.hash = "#mail";
  await app.show("mail");
  await app.apps.mail.write([who]);
}

/** @param {Address} who */
async function keep(who) {
  const words = (who.name || who.address.split("@")[0]).split(/\s+/);
  const surname = words.length > 1 ? words.pop() : "";
  const body = {
    givenName: words.join(" "),
    surname,
    displayName: who.name || who.address,
    emailAddresses: [{ name: who.name || who.address, address: who.address }],
  };
  if (await attempt("Could not add the contact", () => post("contacts", body)))
    notice(`${body.displayName} is in your contacts now.`);
}
