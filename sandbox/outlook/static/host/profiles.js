/**
 * Clients of Outlook and what each can do: requirement sets and their ceilings (Microsoft's "Outlook JavaScript API
 * requirement sets", November 2026), members beyond or below them, and how the client behaves.
 */

/** @typedef {import("../office/types.js").Profile} Profile */

const NAA = { NestedAppAuth: "1.1" };
const DIALOGS = { DialogApi: "1.2", DialogOrigin: "1.1" };
const CALL = 100; // recipients that one call may bring, but for the Mac's new interface

/** @type {Profile} */
const OWA = {
  name: "owa",
  hostName: "OutlookWebApp",
  platform: "OfficeOnline",
  version: "16.01",
  sets: { Mailbox: "1.16", ...NAA, ...DIALOGS },
  extras: [],
  missing: [],
  accountType: "office365",
  mobile: false,
  theme: true,
  pinning: true,
  asksBeforeDialogs: true,
  bareRealm: false,
  launches: [],
  recipients: { inCall: CALL, inField: Infinity, returned: 1000 },
  categorisesDrafts: false,
  signsAppointments: false,
  outsider: "externalUser",
  typesAttendees: true,
};

/** @type {Profile} */
const CLASSIC = {
  ...OWA,
  name: "classic",
  hostName: "Outlook",
  platform: "PC",
  version: "16.0.18025.20000",
  sets: { Mailbox: "1.16", OpenBrowserWindowApi: "1.1", ...NAA, ...DIALOGS },
  asksBeforeDialogs: false,
  bareRealm: true,
  recipients: { inCall: CALL, inField: 1000, returned: 1000 },
  categorisesDrafts: true,
  signsAppointments: true,
};

// Perpetual Office without nested app authentication: people sign in by a dialog.
/** @type {Profile} */
const LTSC = {
  ...CLASSIC,
  name: "ltsc",
  version: "16.0.14332.20000",
  sets: { Mailbox: "1.9", OpenBrowserWindowApi: "1.1", ...DIALOGS },
  theme: false,
  recipients: { inCall: CALL, inField: 500, returned: 500 },
};

/** @type {Profile} */
const MAC = {
  ...OWA,
  name: "mac",
  hostName: "Outlook",
  platform: "Mac",
  version: "16.89.24090815",
  sets: { Mailbox: "1.14", OpenBrowserWindowApi: "1.1", ...NAA, ...DIALOGS },
  asksBeforeDialogs: false,
  recipients: { inCall: Infinity, inField: Infinity, returned: Infinity },
  categorisesDrafts: true,
  signsAppointments: true,
  typesAttendees: false,
};

/** @type {Profile} */
const IOS = {
  ...OWA,
  name: "ios",
  hostName: "OutlookIOS",
  platform: "iOS",
  version: "4.2433.0",
  sets: { Mailbox: "1.5", ...NAA, ...DIALOGS },
  extras: [
    ...["item.internetHeaders", "internetHeaders.getAsync", "internetHeaders.setAsync", "internetHeaders.removeAsync"],
    ...["item.getAllInternetHeadersAsync", "item.from", "from.getAsync", "item.getComposeTypeAsync"],
    ...["item.sessionData", "sessionData.getAllAsync", "sessionData.getAsync", "sessionData.setAsync"],
    ...["sessionData.removeAsync", "sessionData.clearAsync", "body.setSignatureAsync"],
  ],
  missing: [
    ...["mailbox.convertToRestId", "mailbox.convertToEwsId", "item.dateTimeModified"],
    ...["body.setAsync", "body.prependAsync", "body.getTypeAsync", "recipients.setAsync", "recipients.addAsync"],
  ],
  mobile: true,
  theme: false,
  pinning: false,
  asksBeforeDialogs: false,
  launches: ["OnNewMessageCompose", "OnMessageRecipientsChanged"],
  recipients: { inCall: CALL, inField: Infinity, returned: 100 },
  outsider: "other",
};

// Outlook on the web of an Exchange Server: the client's ceiling is 1.6, pinning is of Microsoft 365 only.
/** @type {Profile} */
const ONPREM = {
  ...OWA,
  name: "onprem",
  version: "15.2.1544.4",
  sets: { Mailbox: "1.6", ...DIALOGS },
  accountType: "enterprise",
  theme: false,
  pinning: false,
};

/** @type {Record<string, Profile>} */
export const PROFILES = { owa: OWA, classic: CLASSIC, ltsc: LTSC, mac: MAC, ios: IOS, onprem: ONPREM };
