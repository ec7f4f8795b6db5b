/** Shapes of the API's answers about synchronisation and settings. Types only; the browser never loads this file. */
import type { Choice, Row } from "./fields/types";

export type Kind = "contact" | "task" | "event" | "email";
export type Side = "exchange" | "crm";

/** The field that was refused. `type`: a word of core.objects.Kind, or Salesforce's describe type. */
export interface IssueField {
  name: string;
  label: string;
  type: string;
  value: any;
  choices?: (Choice | string)[] | null;
}

export interface Issue {
  id: string;
  kind: Kind;
  name: string;
  side: Side;
  code: string;
  message: string;
  field: IssueField | null;
  attempts: number;
  opened_at: string;
  last_at: string;
  candidates: Row[];
  crm: Row | null;
}

/** One field with two values. `winner`: the side whose value was kept; null while a person must choose. */
export interface Conflict {
  id: string;
  kind: Kind;
  name: string;
  field: string;
  label: string;
  exchange: any;
  crm: any;
  base: any;
  winner: Side | null;
  opened_at: string;
}

/** A record of the open item, or of one of its people. */
export interface SyncedRecord {
  kind: Kind;
  name: string;
  state: string;
  sentence: string;
  crm: Row | null;
  last_at: string | null;
  key?: string | null;
}

export interface ItemState {
  records: SyncedRecord[];
  issues: Issue[];
  conflicts: Conflict[];
}

export interface Progress {
  kind: string;
  done: number;
  total: number | null;
}

/** `state`: of the mailbox: active, suspended, disabled. */
export interface Status {
  state: string;
  running: Progress | null;
  last_run: any;
  next_run_at: string | null;
  counts: Record<string, number>;
}

export interface Connection {
  side: Side;
  kind: string;
  name: string;
  state: "ok" | "missing" | "problem";
  problem: string;
  user_name: string;
  can_reconnect: boolean;
}

export interface KindSettings {
  enabled: boolean;
  list_view?: string | null;
  share?: string;
}

export interface Settings {
  state: string;
  kinds: Record<string, KindSettings>;
  fixed: string[];
  list_views: Record<string, { id: string; label: string }[]>;
}
