/** What Mini Outlook's own page works with: rows of Microsoft Graph v1.0, its settings, and what its apps share. */
import type { AddinPane } from "./addin.js";
import type { Categories } from "./categories.js";
import type { Descriptor } from "./host/snapshot.js";

/** What an element may hold; null, false and the empty text are left out. */
export type Kid = Node | string | number | null | undefined | false | Kid[];
/** Attributes, properties and listeners of an element. */
export interface Props {
  [name: string]: any;
  onClick?: (event: MouseEvent) => unknown;
  onDblclick?: (event: MouseEvent) => unknown;
  onKeydown?: (event: KeyboardEvent) => unknown;
  onInput?: (event: InputEvent) => unknown;
  onChange?: (event: Event) => unknown;
  onSubmit?: (event: SubmitEvent) => unknown;
  onFocus?: (event: FocusEvent) => unknown;
  onBlur?: (event: FocusEvent) => unknown;
}

export interface Address {
  name: string;
  address: string;
}
export interface Recipient {
  emailAddress: Address;
}
/** A day and minute in the zone that was asked for. */
export interface Moment {
  dateTime: string;
  timeZone: string;
}
export interface Body {
  contentType: "text" | "html";
  content: string;
}
export interface Attachment {
  id: string;
  name: string;
  /** Null of an item. */
  contentType: string | null;
  size: number;
  isInline: boolean;
  "@odata.type"?: string;
}

export interface Message {
  id: string;
  changeKey: string;
  subject: string;
  from?: Recipient;
  sender?: Recipient;
  toRecipients: Recipient[];
  ccRecipients?: Recipient[];
  bccRecipients?: Recipient[];
  receivedDateTime: string;
  createdDateTime: string;
  lastModifiedDateTime: string;
  isRead: boolean;
  isDraft: boolean;
  hasAttachments: boolean;
  bodyPreview: string;
  categories: string[];
  conversationId: string;
  importance: string;
  flag?: { flagStatus: string };
  parentFolderId: string;
  internetMessageId: string;
  body: Body;
  attachmentList?: Attachment[];
}
/** A message being written, before and after it has an id. fresh: an answer that was just begun. */
export type Draft = Pick<Message, "subject" | "toRecipients" | "body"> &
  Partial<Omit<Message, "id">> & { id: string | null; fresh?: boolean };

export interface Recurrence {
  pattern: { type: string; interval: number; daysOfWeek?: string[]; [more: string]: unknown };
  range: { type: string; startDate: string; endDate?: string; numberOfOccurrences?: number; recurrenceTimeZone?: string };
}
export interface Attendee extends Recipient {
  type: string;
  status?: { response: string };
}
/** startUtc, endUtc: ISO 8601, of an event that is shown. */
export interface CalendarEvent {
  id: string;
  changeKey: string;
  subject: string;
  start: Moment;
  end: Moment;
  startUtc: string;
  endUtc: string;
  isAllDay: boolean;
  isCancelled: boolean;
  isOrganizer: boolean;
  isReminderOn: boolean;
  reminderMinutesBeforeStart: number;
  categories: string[];
  showAs: string;
  sensitivity: string;
  location?: { displayName: string };
  organizer?: Recipient;
  attendees: Attendee[];
  responseStatus?: { response: string };
  type: string;
  seriesMasterId?: string;
  recurrence: Recurrence | null;
  hasAttachments: boolean;
  body: Body;
  createdDateTime: string;
  lastModifiedDateTime: string;
  attachmentList?: Attachment[];
}

/** A line of a card: its drawing, what it is called, what it says. */
export type Fact = [drawing: string, label: string, value: Kid];

/** A contact or a task: what lists share. Graph's other properties follow by name. */
export interface Row {
  id: string;
  categories: string[];
  [property: string]: any;
}

export interface Folder {
  id: string;
  name: string;
  depth: number;
  kind: string;
  unread: number;
  total: number;
  /** Nothing can be put into it. */
  closed?: boolean;
}

export interface MenuEntry {
  label: string;
  run: () => unknown;
  icon?: string;
  swatch?: Node;
  checked?: boolean;
}

/** An item as the add-in gets it: what it is, and what may be done with it, by the names of the host's callbacks. */
export interface Item {
  descriptor: Descriptor;
  /** That writes it. */
  form?: object;
  [callback: string]: any;
}

export interface Config {
  address: string;
  name: string;
  timeZone: string;
  insiders: string[];
  now: string;
  profile: string;
  manifestUrl: string;
}

/** One of the four: mail, calendar, people, tasks. */
export interface OneApp {
  name: string;
  title: string;
  open(): Promise<void>;
  refresh(): Promise<void>;
  leave(): Promise<boolean>;
  search(words: string): unknown;
}

export type Places = Record<"side" | "list" | "detail" | "stage", HTMLElement>;

export interface App {
  config: Config;
  places: Places;
  placesOf(app: OneApp): Places;
  categories: Categories;
  addin: AddinPane;
  apps: Record<string, OneApp> & { mail: { write(to?: Address[]): Promise<void> } };
  show(name: string): Promise<void>;
  /** Run; an error is told to the person. */
  tell(run: () => unknown): Promise<void>;
}
