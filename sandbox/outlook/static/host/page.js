/** One page (or worker) of the add-in and how to talk to it. */

/** @typedef {"pane"|"dialog"|"launch"} Role */
/** @typedef {{postMessage: (message: any, origin?: any) => void}} Other */

export class Page {
  /** Set by who starts a launch event: called once the add-in's code has run. @type {(() => void)|undefined} */
  ready;
  /** @type {((run: number, options: object) => void)|undefined} */
  completed;

  /**
   * @param {Role} role @param {() => Other|null} other its window @param {string|null} origin null for a worker
   * @param {import("../office/types.js").ItemSnapshot|null} item
   */
  constructor(role, other, origin, item) {
    this.role = role;
    this.other = other;
    this.at = origin;
    this.item = item;
  }

  /** The add-in's origin. */
  get origin() {
    return this.at ?? "";
  }

  /** @param {any} source @param {string} origin */
  is(source, origin) {
    return this.at !== null && source === this.other() && origin === this.at;
  }

  /** @param {string} name @param {any} value */
  tell(name, value) {
    this.#post({ office: "event", name, value });
  }

  /** @param {number} id @param {() => Promise<any>} work */
  async answer(id, work) {
    try {
      this.#post({ office: "answer", id, value: await work() });
    } catch (error) {
      const { code = 9042, name = "InternalServerError", message } = error;
      this.#post({ office: "answer", id, error: { code, name, message } });
    }
  }

  /** @param {object} message */
  #post(message) {
    const other = this.other();
    if (this.at === null) other?.postMessage(message);
    else other?.postMessage(message, this.at);
  }
}
