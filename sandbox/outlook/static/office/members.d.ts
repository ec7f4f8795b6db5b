/**
 * How the shim's tables of members follow Microsoft's own declarations (@types/office-js, the pane's version): a name
 * that Office does not have, other arguments, or another value than Office gives do not type-check.
 */
import type { Level } from "./types.js";

type Told<V> = (result: Office.AsyncResult<V>) => void;

/** What a member's code gets beside its own arguments. */
export type Options = Record<string, any>;

/** A method that ends in a callback. A: its own arguments; V: what the callback is given. */
export interface Call<A extends unknown[], V> {
  /** The Mailbox set that brought it. */
  since: string;
  level: Level;
  /** Number of arguments before options and callback. */
  count: A["length"];
  run: (...args: [...own: A, options: Options]) => V | Promise<V>;
}

/** A value, an object, or a function that answers at once. */
export interface Fact<T> {
  since: string;
  level: Level;
  value: T;
}

/** Of overloads TypeScript takes the last: the one without options, which in the oldest methods ends in a context. */
type Method<P extends unknown[], F> = P extends [Told<infer V>, infer _Context]
  ? Call<[], V>
  : P extends [name: string, value: infer S]
    ? Setter<S, P, F>
    : P extends [...infer A, Told<infer V>]
      ? Call<A, V>
      : Fact<F>;
/** `set(name, value: any)` is no method with a callback, though `any` would do as one. */
type Setter<S, P, F> = 0 extends 1 & S ? Fact<F> : P extends [...infer A, Told<infer V>] ? Call<A, V> : Fact<F>;
type MemberOf<F> = F extends (...args: any[]) => unknown ? Method<Required<Parameters<F>>, F> : Fact<F>;

/** Some or all members of an object of Office. */
export type Table<T> = { [K in keyof T]?: MemberOf<T[K]> };

/** The members that all items have, those of both kinds of read items, and those of both kinds of drafts. */
export type AnyItem = Omit<Pick<Office.MessageRead, keyof ReadItem & keyof DraftItem>, "subject">;
export type ReadItem = Pick<Office.MessageRead, keyof Office.MessageRead & keyof Office.AppointmentRead>;
export type DraftItem = Pick<Office.MessageCompose, keyof Office.MessageCompose & keyof Office.AppointmentCompose>;
export type Item = Office.MessageRead | Office.MessageCompose | Office.AppointmentRead | Office.AppointmentCompose;

/** An enumeration as JavaScript has it; where Microsoft declares no value, any text. */
export type Enumeration<E> = { [K in keyof E]?: E[K] extends string ? `${E[K]}` : string | number };
