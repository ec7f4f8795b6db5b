/** `item.body`: reading in both modes; writing, signature and what is added on send in compose. */
import { failure } from "./results.js";
import { method } from "./surface.js";

const LIMITS = { setAsync: 1_000_000, setSignatureAsync: 30_000, appendOnSendAsync: 5_000, prependOnSendAsync: 5_000 };

/** @typedef {(name: string, ...args: any[]) => Promise<any>} Ask a call about this very item */

/** @param {import("./surface.js").Client} client @param {Ask} ask @param {import("./types.js").Mode} mode */
export function bodyOf(client, ask, mode) {
  const read = { getAsync: method("1.3", "ReadItem", 1, (type) => ask("getBody", type ?? "text")) };
  return client.surface("body", mode === "read" ? read : { ...read, ...writing(client, ask) });
}

/** @param {import("./surface.js").Client} client @param {Ask} ask */
function writing(client, ask) {
  return {
    getTypeAsync: method("1.3", "ReadItem", 0, () => ask("getBodyType")),
    setAsync: text("1.3", "setAsync", (value, options) => ask("setBody", value, typeOf(options))),
    setSelectedDataAsync: text("1.2", "setAsync", (value, options) => ask("insertBody", value, typeOf(options))),
    prependAsync: text("1.3", "setAsync", (value, options) => ask("prependBody", value, typeOf(options))),
    setSignatureAsync: text("1.10", "setSignatureAsync", (value, options) => ask("setSignature", value, typeOf(options))),
    appendOnSendAsync: onSend("1.9", "appendOnSendAsync", "appendOnSend", client, ask),
    prependOnSendAsync: onSend("1.13", "prependOnSendAsync", "prependOnSend", client, ask),
  };
}

/** @param {import("./types.js").Options} options */
const typeOf = (options) => options.coercionType ?? "text";

/** @param {string} since @param {keyof typeof LIMITS} name @param {(text: string, options: any) => unknown} run */
function text(since, name, run) {
  return method(since, "ReadWriteItem", 1, (value, options) => {
    if (typeof value !== "string") throw failure("InvalidParameterValueError");
    if (value.length > LIMITS[name]) throw failure("DataExceedsMaximumSize");
    return run(value, options);
  });
}

/**
 * What Outlook adds when the item is sent; null takes it back. It needs the extended permission AppendOnSend.
 * @param {string} since @param {"appendOnSendAsync"|"prependOnSendAsync"} name @param {string} call
 * @param {import("./surface.js").Client} client @param {Ask} ask
 */
function onSend(since, name, call, client, ask) {
  return method(since, "ReadWriteItem", 1, (value, options) => {
    if (!client.hello.extended.includes("AppendOnSend")) throw failure("MissingExtendedPermissionsForAPIError");
    if (value !== null && typeof value !== "string") throw failure("InvalidParameterValueError");
    if (value !== null && value.length > LIMITS[name]) throw failure("DataExceedsMaximumSize");
    return ask(call, value, typeOf(options));
  });
}
