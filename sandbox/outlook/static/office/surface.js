/** Objects of Office made from tables: what is above the client's requirement set is absent, as in the real client. */
import { deliver, split } from "./results.js";

/** @typedef {import("./types.js").Member} Member @typedef {import("./types.js").Level} Level */

const LEVELS = ["Restricted", "ReadItem", "ReadWriteItem", "ReadWriteMailbox"];

/**
 * @param {string} since Mailbox set @param {Level} level @param {number} count of own arguments
 * @param {(...args: any[]) => unknown} run gets the own arguments and, last, the options
 * @returns {Member}
 */
export function method(since, level, count, run) {
  return { since, level, count, run };
}

/** @param {string} since @param {Level} level @param {unknown} value @returns {Member} */
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
   * An object with the members that this client has.
   * @param {string} owner prefix of the members' names, such as "body"; "" for items themselves
   * @param {Record<string, Member>} members @returns {any}
   */
  surface(owner, members) {
    /** @type {Record<string, unknown>} */
    const made = {};
    for (const [name, member] of Object.entries(members)) {
      if (!this.has(owner ? `${owner}.${name}` : name, member.since)) continue;
      made[name] = member.run ? this.#callable(name, member) : member.value;
    }
    return made;
  }

  /** @param {string} name @param {Member} member */
  #callable(name, { level, count = 0, run = () => undefined }) {
    return (/** @type {any[]} */ ...args) => {
      if (!this.may(level)) throw new Error(`Elevated permission is required to call the method: '${name}'.`);
      const { own, options, callback } = split(args, count);
      const padded = Array.from({ length: count }, (_, at) => own[at]);
      deliver(Promise.resolve().then(() => run(...padded, options)), options.asyncContext, callback);
    };
  }
}

/** Compare versions such as "1.9" and "1.16". @param {string} a @param {string} b */
export function compare(a, b) {
  const [left, right] = [a, b].map((v) => v.split(".").map(Number));
  return left[0] - right[0] || (left[1] ?? 0) - (right[1] ?? 0);
}
