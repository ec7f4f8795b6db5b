/**
 * Somebody whom Salesforce does not know: make a contact or a lead of them, filled from the headers and the signature.
 */
import { get } from "../app/api.js";
import { go } from "../app/navigation.js";
import { t } from "../app/i18n.js";
import { companyKey, parseSender, withoutForm } from "../app/signature.js";
import { Button, html, useState } from "../app/ui.js";

const MOST = 25;

/**
 * @param {{person: import("../app/types.js").KnownPerson, item: import("../app/types.js").Item}} props
 */
export function NewPerson({ person, item }) {
  const [busy, setBusy] = useState("");
  /** @param {"Contact"|"Lead"} sobject */
  const create = async (sobject) => {
    setBusy(sobject);
    try {
      const found = await senderOf(person, item);
      const account = sobject === "Contact" && found.company ? await accountOf(found.company) : null;
      go("create", { sobject, values: valuesFor(sobject, found, account, person.address) });
    } finally {
      setBusy("");
    }
  };
  if (person.internal) return html`<p class="quiet">${t("people.colleague.text")}</p>`;
  return html`<p class="quiet">${t("people.unknown.text", { address: person.address })}</p>
    <div class="button-row spaced">
      <${Button} icon="contact" busy=${busy === "Contact"} onClick=${() => create("Contact")}>${t("people.create_contact")}<//>
      <${Button} icon="lead" busy=${busy === "Lead"} onClick=${() => create("Lead")}>${t("people.create_lead")}<//>
    </div>`;
}

/**
 * The signature is the sender's: of anybody else only the header is known.
 * @param {import("../app/types.js").KnownPerson} person
 * @param {import("../app/types.js").Item} item
 */
async function senderOf(person, item) {
  const wrote = item.kind === "message" && item.from?.address.toLowerCase() === person.address.toLowerCase();
  return parseSender(wrote ? await item.bodyText() : "", person);
}

/**
 * The one account of this name. Without an answer the person may still choose one.
 * @param {string} company
 * @returns {Promise<{id: string, name: string}|null>}
 */
async function accountOf(company) {
  const query = { q: withoutForm(company), object: "Account", limit: MOST };
  const groups = await get("/search", { query }).then(({ data }) => data.groups, () => []);
  /** @type {import("../app/types.js").Row[]} */
  const rows = groups.flatMap((/** @type {any} */ group) => group.items);
  const key = companyKey(company);
  const [same, ...others] = rows.filter((row) => key && companyKey(row.name) === key);
  return same && !others.length ? { id: same.id, name: same.name } : null;
}

/**
 * Salesforce's field names; a contact's company is its account.
 * @param {"Contact"|"Lead"} sobject
 * @param {import("../app/signature.js").Sender} found
 * @param {{id: string, name: string}|null} account
 * @param {string} address
 */
function valuesFor(sobject, found, account, address) {
  const values = {
    FirstName: found.first,
    LastName: found.last,
    Email: address,
    Title: found.title,
    Phone: found.phone,
    MobilePhone: found.mobile,
    ...(sobject === "Lead" ? { Company: found.company, Website: found.website } : { AccountId: account }),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
}
