/** addHandlerAsync and removeHandlerAsync of mailbox and item. */
import { ArgumentError } from "./arguments.js";
import { method } from "./surface.js";

/** @typedef {(argument: any) => void} Handler */
/** @typedef {Pick<Office.Mailbox & Office.MessageRead, "addHandlerAsync" | "removeHandlerAsync">} Hearing */

export class Handlers {
  /** @type {Map<string, Set<Handler>>} */
  #handlers = new Map();

  /** @param {string[]} known the event types that this object raises */
  constructor(known) {
    this.known = known;
  }

  /** @param {string} since Mailbox set @returns {import("./members.js").Table<Hearing>} */
  members(since) {
    return {
      addHandlerAsync: method(since, "ReadItem", 2, (type, handler) => this.#add(this.#checked(type), handler)),
      removeHandlerAsync: method(since, "ReadItem", 1, (type) => void this.#handlers.delete(this.#checked(type))),
    };
  }

  /** @param {string} type @param {object} argument */
  raise(type, argument) {
    for (const handler of this.#handlers.get(type) ?? []) setTimeout(() => handler({ type, ...argument }), 0);
  }

  /** @param {string} type @param {Handler} handler */
  #add(type, handler) {
    if (typeof handler !== "function") throw new ArgumentError("ArgumentType", "handler");
    const known = this.#handlers.get(type) ?? new Set();
    this.#handlers.set(type, known.add(handler));
  }

  /** @param {unknown} type @returns {string} */
  #checked(type) {
    if (!this.known.includes(/** @type {string} */ (type))) throw new ArgumentError("Argument", "eventType");
    return /** @type {string} */ (type);
  }
}
