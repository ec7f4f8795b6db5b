/**
 * What the API and Outlook hand over, by name. `Row`, `Share` and the rest are the API's JSON as it is.
 *
 * @typedef {{name: string, address: string, role: string}} Participant  role: from|to|cc|bcc|organizer|required|optional
 * @typedef {{id: string, name: string, size: number, inline: boolean}} Attachment  size in bytes
 * @typedef {object} Item  The open item of Outlook.
 * @property {"message"|"appointment"} kind
 * @property {"read"|"compose"} mode
 * @property {string|null} itemId  EWS or REST id; null for a draft that was never saved
 * @property {string|null} messageId  Message-ID header, read mode only
 * @property {string} subject
 * @property {Participant[]} people  everybody but the signed-in user, each address once
 * @property {Participant|null} from
 * @property {Attachment[]} attachments
 * @property {() => Promise<string>} bodyText
 * @property {string} key  names the item in the pane's memory
 * @property {any} office  Office's own object, for what is done to the item
 *
 * @typedef {object} Row  A record in a list.
 * @property {string} sobject
 * @property {string} label  the object's name for people
 * @property {string} id
 * @property {string} name
 * @property {string} detail
 * @property {{id: string, name: string}|null} [account]
 * @property {string} [phone]
 * @property {string} [email]
 * @property {string} url
 * @property {string} [status]
 * @property {string} [at]
 *
 * @typedef {object} KnownPerson
 * @property {string} address
 * @property {string} name
 * @property {boolean} internal
 * @property {Row[]} records
 * @property {Row[]} opportunities
 * @property {Row[]} cases
 * @property {Row[]} activities
 *
 * @typedef {object} Share
 * @property {string} id
 * @property {"email"|"event"} kind
 * @property {"pending"|"shared"|"undoing"|"undone"|"failed"} state
 * @property {string} by
 * @property {boolean} by_me
 * @property {string} at
 * @property {Row|null} record
 * @property {string|null} problem
 * @property {Row[]} candidates
 * @property {{address: string, status: string, record: Row|null}[]} [attendees]
 * @property {Row[]} [who]
 * @property {Row|null} [what]
 *
 * @typedef {{people: KnownPerson[], left_out?: number, share: Share|null, related: Row[], files: "all"|"ticked"|"none"}} Context  left_out: people that were not looked up; files: attachments that go along unless the person says otherwise
 *
 * @typedef {object} Session
 * @property {{id: string, name: string, address: string, role: string}} person
 * @property {{id: string, name: string}|null} org
 * @property {{id: string, address: string, state: string, problem: string|null, last_run_at: string|null, next_run_at: string|null}|null} mailbox
 * @property {{kind: string, name: string, state: "ok"|"missing"|"problem", problem: string|null, user_name: string|null, instance_url: string|null}} crm
 * @property {"mailbox"|"salesforce"|"choose"|"preview"|"done"} setup
 * @property {string|null} locale
 *
 * @typedef {{params: any}} ViewProps
 */
export {};
