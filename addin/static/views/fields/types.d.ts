/** Shapes of the records API that the record views share. Types only; the browser never loads this file. */

/** One choice of a picklist; `valid_for` lists the controller's values under which it may be chosen. */
export interface Choice {
  value: string;
  label: string;
  default?: boolean;
  valid_for?: string[] | null;
}

/** What Salesforce's describe says of a field; `type` is the describe type in lower case. */
export interface FieldInfo {
  label: string;
  type: string;
  help?: string | null;
  required?: boolean;
  editable?: boolean;
  createable?: boolean;
  length?: number | null;
  precision?: number | null;
  scale?: number | null;
  choices?: Choice[] | null;
  controller?: string | null;
  reference_to?: string[] | null;
  compound?: string[] | null;
}

/** A record as search results, recents, favourites and duplicate candidates show it. */
export interface Row {
  sobject: string;
  label: string;
  id: string;
  name: string;
  detail?: string | null;
  account?: { id: string; name: string } | null;
  phone?: string | null;
  email?: string | null;
  url?: string | null;
  status?: string | null;
}

export interface RecordType {
  id: string;
  name: string;
  default?: boolean;
}

/** A record with its layout, or an empty one to fill (id and etag are then absent). */
export interface Form {
  sobject: string;
  id?: string | null;
  name?: string | null;
  label: string;
  url?: string | null;
  etag?: string | null;
  record_type?: RecordType | null;
  record_types?: RecordType[] | null;
  editable?: boolean;
  sections: { label: string; fields: string[] }[];
  fields: Record<string, FieldInfo>;
  values: Record<string, any>;
  display: Record<string, string>;
  favourite?: boolean;
}

/** What a reference editor holds: the record that was chosen. */
export interface Chosen {
  id: string;
  name: string;
  sobject?: string;
}

/** What an editor holds while a person types: text, a tick, or the chosen record. */
export type Raw = string | boolean | Chosen | null;

/** A sentence for people, not yet translated: its key in texts/records.js, the number it counts, its placeholders. */
export interface Complaint {
  key: string;
  n?: number;
  params?: Record<string, any>;
}

/** What a person is doing to one record; see state.js. */
export interface State {
  form: Form;
  edits: Record<string, Raw>;
  errors: Record<string, string>;
  clashes: Record<string, true>;
}
