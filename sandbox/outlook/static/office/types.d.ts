/** What the host page (host.js) tells the shim in an add-in's page. */

export type Level = "Restricted" | "ReadItem" | "ReadWriteItem" | "ReadWriteMailbox";
export type Kind = "message" | "appointment";
export type Mode = "read" | "compose";

export interface Profile {
  /** Name of the profile: owa, classic, ltsc, mac, ios or onprem. */
  name: string;
  hostName: string;
  platform: "PC" | "OfficeOnline" | "Mac" | "iOS" | "Android" | "Universal";
  version: string;
  /** Highest version of each requirement set. */
  sets: Record<string, string>;
  /** Members of higher sets that the client has all the same. */
  extras: string[];
  /** Members of its sets that the client lacks. */
  missing: string[];
  accountType: "office365" | "enterprise" | "outlookCom" | "gmail";
  mobile: boolean;
  theme: boolean;
  pinning: boolean;
  /** Whether a dialog waits for the person's permission. */
  asksBeforeDialogs: boolean;
  /** Whether launch events run without a page. */
  bareRealm: boolean;
  /** Launch events that it runs below the set that brought them. */
  launches: string[];
  /** The most recipients that one call may bring, that a field may hold, and that getAsync gives. */
  recipients: { inCall: number; inField: number; returned: number };
  /** Whether the categories of a message can be changed while it is written. */
  categorisesDrafts: boolean;
  /** Whether setSignatureAsync works in an appointment. */
  signsAppointments: boolean;
  /** How the address of somebody outside the organisation is called. */
  outsider: "externalUser" | "other";
  /** Whether attendees have a recipientType. */
  typesAttendees: boolean;
}

export type Person = Office.EmailAddressDetails;
export type AttachmentRow = Office.AttachmentDetails;

/** The open item. key changes with each item that is opened; calls about a former one fail. */
export interface ItemSnapshot {
  key: number;
  kind: Kind;
  mode: Mode;
  itemId: string | null;
  subject: string;
  internetMessageId: string;
  conversationId: string;
  bodyType: "html" | "text";
  composeType: "newMail" | "reply" | "forward";
  from: Person | null;
  sender: Person | null;
  organizer: Person | null;
  to: Person[];
  cc: Person[];
  attachments: AttachmentRow[];
  start: string | null;
  end: string | null;
  location: string;
  created: string;
  modified: string;
}

/** Outlook tells four colours; `isDarkTheme` and `themeId` are of the other Office programs. */
export type Theme = Pick<
  Office.OfficeTheme,
  "bodyBackgroundColor" | "bodyForegroundColor" | "controlBackgroundColor" | "controlForegroundColor"
>;

export interface Hello {
  role: "pane" | "dialog" | "launch";
  profile: Profile;
  level: Level;
  extended: string[];
  locale: string;
  theme: Theme | null;
  user: { displayName: string; emailAddress: string; timeZone: string };
  item: ItemSnapshot | null;
  roaming: Record<string, unknown>;
  addinId: string;
}
