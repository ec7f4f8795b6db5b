/** Failures and delays that a test plans for the calls of the add-in's page. */
import { OfficeError } from "../office/results.js";

/** @typedef {{code: number, name: string, message: string}} Failure */

export class Injected {
  delay = 0;
  /** @type {Map<string, {error: Failure, left: number}>} */
  #planned = new Map();

  /** @param {string} name @param {Failure} error @param {number} times */
  add(name, error, times) {
    this.#planned.set(name, { error, left: times });
  }

  /** Before a call is carried out. @param {string} name */
  async pass(name) {
    if (this.delay) await new Promise((resolve) => setTimeout(resolve, this.delay));
    const planned = this.#planned.get(name);
    if (!planned || planned.left-- <= 0) return;
    const { code, name: kind, message } = planned.error;
    throw new OfficeError(code, kind, message);
  }
}
