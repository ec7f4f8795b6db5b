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
}

export interface Person {
  displayName: string;
  emailAddress: string;
  recipientType?: string;
}

export interface AttachmentRow {
  id: string;
  name: string;
  contentType: string;
  size: number;
  isInline: boolean;
  attachmentType: "file" | "item" | "cloud";
}

/** The open item. key changes with each item that is opened; calls about a former one fail. */
export interface ItemSnapshot {
  key: number;
  kind: Kind;
  mode: Mode;
  itemId: string | null;
  subject: string;
  internetMessageId: string;
  conversationId: string;
  from: Person | null;
  organizer: Person | null;
  to: Person[];
  cc: Person[];
  attachments: AttachmentRow[];
  start: string | null;
  end: string | null;
  location: string;
  created: string;
}

export interface Theme {
  bodyBackgroundColor: string;
  bodyForegroundColor: string;
  controlBackgroundColor: string;
  controlForegroundColor: string;
}

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

/** What a member's code gets beside its own arguments. */
export type Options = Record<string, any>;

/** A member of an object of Office: since which Mailbox set, from which permission level. */
export interface Member {
  since: string;
  level: Level;
  value?: unknown;
  /** Number of arguments before options and callback. */
  count?: number;
  run?: (...args: any[]) => unknown;
}
