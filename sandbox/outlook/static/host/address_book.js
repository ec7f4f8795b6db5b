/** People as Outlook tells add-ins: with what the organisation's address book knows of them. */

/** @typedef {import("../office/types.js").Person} Person @typedef {import("../office/types.js").Profile} Profile */
/**
 * Somebody, as the page or the add-in writes them; response: an attendee's, in Graph's words.
 * @typedef {object} AnyPerson
 * @property {string} [name] @property {string} [address] @property {string} [displayName] @property {string} [emailAddress]
 * @property {string} [recipientType] @property {string} [response]
 */

/** Graph's responseStatus and what Office.js calls it. @type {Record<string, string>} */
const RESPONSES = { organizer: "organizer", tentativelyAccepted: "tentative", accepted: "accepted", declined: "declined" };

export class AddressBook {
  /** @param {Profile} profile @param {string[]} insiders addresses that have a mailbox here */
  constructor(profile, insiders) {
    this.profile = profile;
    this.insiders = new Set(insiders.map((address) => address.toLowerCase()));
  }

  /** @param {AnyPerson} one @returns {Person} */
  person(one) {
    const emailAddress = one.emailAddress ?? one.address ?? "";
    // The declarations have `appointmentResponse` on everybody; their text says undefined where there is none.
    const told = /** @satisfies {Partial<Person>} */ ({
      displayName: one.displayName ?? one.name ?? emailAddress,
      emailAddress,
      recipientType: one.recipientType ?? this.#typeOf(emailAddress),
    });
    return /** @type {Person} */ (told);
  }

  /** Somebody who is asked to an appointment. @param {AnyPerson} one @returns {Person} */
  attendee(one) {
    const { recipientType, ...known } = this.person(one);
    const appointmentResponse = RESPONSES[one.response ?? ""] ?? "none";
    const typed = this.profile.typesAttendees ? { recipientType } : {};
    const told = /** @satisfies {Partial<Person>} */ ({ ...known, ...typed, appointmentResponse });
    return /** @type {Person} */ (told);
  }

  /** The two lists of an item. @param {{kind: string, to?: AnyPerson[], cc?: AnyPerson[]}} item */
  lists({ kind, to = [], cc = [] }) {
    const told = (/** @type {AnyPerson} */ one) => (kind === "appointment" ? this.attendee(one) : this.person(one));
    return { to: to.map(told), cc: cc.map(told) };
  }

  /** @param {string} address */
  #typeOf(address) {
    return this.insiders.has(address.toLowerCase()) ? "user" : this.profile.outsider;
  }
}
