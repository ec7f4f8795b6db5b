/** Calls to the page that hosts the add-in, by postMessage. Only that window and that origin are listened to. */
import { OfficeError } from "./results.js";

/** @typedef {{postMessage: (message: any, options?: any) => void}} Other the host's window, or a worker's own scope */

export class Channel {
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  #open = new Map();
  /** @type {Map<string, Set<(detail: any) => void>>} */
  #listeners = new Map();
  #next = 1;

  /** @param {Other} other @param {string|null} origin null within one origin (a worker and its page) */
  constructor(other, origin) {
    this.other = other;
    this.origin = origin;
    addEventListener("message", (event) => this.#take(/** @type {MessageEvent} */ (event)));
  }

  /** @param {string} name @param {...any} args @returns {Promise<any>} rejects with OfficeError */
  call(name, ...args) {
    const id = this.#next++;
    const message = { office: "call", id, name, args };
    if (this.origin === null) this.other.postMessage(message);
    else this.other.postMessage(message, this.origin);
    return new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
  }

  /** @param {string} event @param {(detail: any) => void} heard */
  on(event, heard) {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(heard));
  }

  /** @param {MessageEvent} event */
  #take(event) {
    const strange = this.origin !== null && (event.source !== this.other || event.origin !== this.origin);
    if (strange || typeof event.data !== "object" || event.data === null) return;
    const { office, id, value, error, name } = event.data;
    if (office === "event") this.#listeners.get(name)?.forEach((heard) => heard(value));
    if (office !== "answer") return;
    const waiting = this.#open.get(id);
    this.#open.delete(id);
    if (error) waiting?.reject(new OfficeError(error.code, error.name, error.message));
    else waiting?.resolve(value);
  }
}
