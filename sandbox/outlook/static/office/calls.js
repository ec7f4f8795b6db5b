/**
 * A call of Office.js: who may make it, its arguments, and its AsyncResult. As in Microsoft's script the wrong permission
 * and wrong arguments throw at once; all else comes to the callback.
 */
import { ArgumentError } from "./arguments.js";
import { OfficeError, deliver } from "./results.js";

/** @typedef {import("./surface.js").Client} Client */

/**
 * @typedef {{options: import("./members.js").Options, callback?: (result: object) => void, context?: unknown}} Common
 */

/**
 * @param {Client} client @param {string} owner @param {string} name
 * @param {import("./members.js").Call<any, any>} member @returns {(...args: any[]) => void}
 */
export function callOf(client, owner, name, { level, count, run }) {
  return (...args) => {
    if (!client.may(level)) throw new Error(`Elevated permission is required to call the method: '${owner}.${name}'.`);
    const { options, callback, context } = common(args.slice(count));
    // What only asks is of no use without somebody to answer.
    if (!callback && /^(get|load)/.test(name)) throw new ArgumentError("ArgumentNull", "callback");
    const own = Array.from({ length: count }, (_, at) => args[at]);
    deliver(
      started(() => run(...own, options)),
      options.asyncContext ?? context,
      callback,
    );
  };
}

/** @param {() => unknown} run @returns {Promise<unknown>} */
function started(run) {
  try {
    return Promise.resolve(run());
  } catch (error) {
    if (error instanceof OfficeError) return Promise.reject(error);
    throw error;
  }
}

/**
 * Options and callback, either of which may be left out. The oldest methods take `(callback, userContext)`.
 * @param {any[]} args @returns {Common}
 */
function common(args) {
  const [first, second] = args;
  if (args.length > 2) throw new ArgumentError("ParameterCount");
  if (typeof first === "function") return { options: {}, callback: first, context: second };
  if (args.length && typeof first !== "object") throw new ArgumentError("Argument", "options");
  if (args.length === 2 && typeof second !== "function") throw new ArgumentError("Argument", "callback");
  return { options: first ?? {}, callback: second };
}
