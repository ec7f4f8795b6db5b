/**
 * Somebody whom Salesforce does not know: make a contact or a lead of them, filled from the headers and the signature.
 */
import { t } from "../app/i18n.js";
import { parseSender } from "../app/signature.js";
import { Button, html, useState } from "../app/ui.js";

/**
 * @param {{person: import("../app/types.js").KnownPerson, item: import("../app/types.js").Item, go: (view: string, params?: any) => void}} props
 */
export function NewPerson({ person, item, go }) {
  const [busy, setBusy] = useState("");
  /** @param {"Contact"|"Lead"} sobject */
  const create = async (sobject) => {
    setBusy(sobject);
    try {
      go("create", { sobject, values: valuesFor(sobject, await senderOf(person, item), person.address) });
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
 * Salesforce's field names; a contact has no company of its own.
 * @param {"Contact"|"Lead"} sobject
 * @param {import("../app/signature.js").Sender} found
 * @param {string} address
 */
function valuesFor(sobject, found, address) {
  const values = {
    FirstName: found.first,
    LastName: found.last,
    Email: address,
    Title: found.title,
    Phone: found.phone,
    MobilePhone: found.mobile,
    ...(sobject === "Lead" ? { Company: found.company, Website: found.website } : {}),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
}
