/** Shapes of the API's answers about synchronisation and settings. Types only; the browser never loads this file. */
import type { Row } from "./fields/types";

export type Kind = "contact" | "task" | "event" | "email";
export type Side = "exchange" | "crm";

/** The field that was refused. `type`: a word of core.objects.Kind. */
export interface IssueField {
  name: string;
  label: string;
  type: string;
  value: any;
  choices?: string[];
}

export interface Issue {
  id: string;
  kind: Kind;
  name: string;
  state: "open" | "trying" | "ignored" | "resolved";
  /** Where it is to be corrected; the other side refused it. */
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
  /** What a person chose; carried out by the worker. */
  chosen: Side | null;
  opened_at: string;
}

/** A record of the open item, or of one of its people. `key`: for /sync/why. */
export interface SyncedRecord {
  kind: Kind;
  name: string;
  state: string;
  sentence: string;
  crm: Row | null;
  last_at: string | null;
  key: string | null;
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
  /** What keeps the mailbox from being synchronised; a sentence, or empty. */
  problem: string;
  /** Salesforce wants its user to sign in again. */
  reconnect: boolean;
  running: Progress | null;
  last_run: { id: string; state: string; started_at: string; ended_at: string | null; problem: string } | null;
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
  can_disconnect: boolean;
}

/** Choices by name: `enabled`, `list_view`, `share`, `winner` and the like. */
export type KindSettings = Record<string, any> & { enabled: boolean };

export interface Settings {
  state: string;
  kinds: Record<string, KindSettings>;
  /** Paths such as `contact.enabled`. */
  fixed: string[];
  list_views: Record<string, { id: string; label: string }[]>;
}
