/** Objects of Office made from tables: what is above the client's requirement set is absent, as in the real client. */
import { callOf } from "./calls.js";

/** @typedef {import("./types.js").Level} Level @typedef {import("./members.js").Options} Options */
/** @template {unknown[]} A @template V @typedef {import("./members.js").Call<A, V>} Call */
/** @template T @typedef {import("./members.js").Fact<T>} Fact @typedef {import("./members.js").Table<T>} Table */

const LEVELS = ["Restricted", "ReadItem", "ReadWriteItem", "ReadWriteMailbox"];

/**
 * @template {unknown[]} A @template V
 * @param {string} since Mailbox set @param {Level} level @param {A["length"]} count of own arguments
 * @param {(...args: [...own: A, options: Options]) => V | Promise<V>} run called at once: an ArgumentError that it
 *   throws reaches the caller, an OfficeError becomes the result
 * @returns {Call<A, V>}
 */
export function method(since, level, count, run) {
  return { since, level, count, run };
}

/** @template T @param {string} since @param {Level} level @param {T} value @returns {Fact<T>} */
export function property(since, level, value) {
  return { since, level, value };
}

/** What the client is and may do. */
export class Client {
  /** @param {import("./types.js").Hello} hello @param {import("./channel.js").Channel} channel */
  constructor(hello, channel) {
    this.hello = hello;
    this.profile = hello.profile;
    this.channel = channel;
  }

  /** @param {string} set @param {string|number} [version] */
  isSetSupported(set, version = "1.1") {
    const highest = this.profile.sets[set];
    return highest !== undefined && compare(String(version), highest) <= 0;
  }

  /** @param {string} name @param {string} since */
  has(name, since) {
    if (this.profile.missing.includes(name)) return false;
    return this.profile.extras.includes(name) || this.isSetSupported("Mailbox", since);
  }

  /** @param {Level} level */
  may(level) {
    return LEVELS.indexOf(this.hello.level) >= LEVELS.indexOf(level);
  }

  /**
   * An object with the members that this client has; all of them read-only.
   * @template T
   * @param {string} owner name of the object in messages and profiles, such as "body"; "item" for items themselves
   * @param {NoInfer<Table<T>>} members @returns {T}
   */
  surface(owner, members) {
    const made = {};
    for (const [name, member] of Object.entries(/** @type {Record<string, Call<any, any> | Fact<any>>} */ (members))) {
      if (!this.has(`${owner}.${name}`, member.since)) continue;
      if ("run" in member) Object.defineProperty(made, name, { enumerable: true, value: callOf(this, owner, name, member) });
      else Object.defineProperty(made, name, { enumerable: true, get: () => this.#guarded(member) });
    }
    return /** @type {any} */ (made);
  }

  /** @param {Fact<any>} fact */
  #guarded({ level, value }) {
    if (this.may(level)) return value;
    throw new Error("Elevated permission is required to access the protected members of the JavaScript API for Office.");
  }
}

/** Compare versions such as "1.9" and "1.16". @param {string} a @param {string} b */
export function compare(a, b) {
  const [left, right] = [a, b].map((v) => v.split(".").map(Number));
  return left[0] - right[0] || (left[1] ?? 0) - (right[1] ?? 0);
}
