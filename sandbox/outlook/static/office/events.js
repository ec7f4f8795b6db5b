/** addHandlerAsync and removeHandlerAsync of mailbox, item and roaming objects. */
import { failure } from "./results.js";
import { method } from "./surface.js";

/** @typedef {(argument: any) => void} Handler */

export class Handlers {
  /** @type {Map<string, Set<Handler>>} */
  #handlers = new Map();

  /** @param {string[]} known the event types that this object raises */
  constructor(known) {
    this.known = known;
  }

  /**
   * @param {string} since Mailbox set
   * @returns {Record<string, import("./types.js").Member>}
   */
  members(since) {
    return {
      addHandlerAsync: method(since, "ReadItem", 2, (type, handler) => this.#add(type, handler)),
      removeHandlerAsync: method(since, "ReadItem", 1, (type) => void this.#handlers.delete(this.#checked(type))),
    };
  }

  /** @param {string} type @param {object} argument */
  raise(type, argument) {
    for (const handler of this.#handlers.get(type) ?? []) setTimeout(() => handler({ type, ...argument }), 0);
  }

  /** @param {string} type @param {Handler} handler */
  #add(type, handler) {
    const known = this.#handlers.get(this.#checked(type)) ?? new Set();
    this.#handlers.set(type, known.add(handler));
  }

  /** @param {string} type */
  #checked(type) {
    if (!this.known.includes(type)) throw failure("InvalidParameterValueError", `No event of the type '${type}' here.`);
    return type;
  }
}
