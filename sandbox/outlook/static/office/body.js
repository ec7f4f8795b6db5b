/** `item.body`: reading in both modes; writing, signature and what is added on send in compose. */
import { ArgumentError, text } from "./arguments.js";
import { failure } from "./results.js";
import { method } from "./surface.js";

/** @typedef {(name: string, ...args: any[]) => Promise<any>} Ask a call about this very item */
/** @typedef {import("./surface.js").Client} Client @typedef {import("./members.js").Options} Options */
/** @typedef {import("./types.js").ItemSnapshot} Snapshot */

const LONGEST = 1_000_000; // characters
const LONGEST_SIGNATURE = 30_000;
const LONGEST_ON_SEND = 5_000;
const FORMATS = ["text", "html"];

/** @param {Client} client @param {Ask} ask @param {Snapshot} snapshot @returns {Office.Body} */
export function bodyOf(client, ask, snapshot) {
  /** @type {import("./members.js").Table<Office.Body>} */
  const reading = { getAsync: method("1.3", "ReadItem", 1, (type) => ask("getBody", format(type))) };
  return client.surface("body", snapshot.mode === "read" ? reading : { ...reading, ...writing(client, ask, snapshot) });
}

/**
 * @param {Client} client @param {Ask} ask @param {Snapshot} snapshot
 * @returns {import("./members.js").Table<Office.Body>}
 */
function writing(client, ask, { kind, bodyType }) {
  const put = (/** @type {string} */ call, longest = LONGEST) =>
    writer(longest, (data, type) => ask(call, data, allowed(type, bodyType)));
  return {
    getTypeAsync: method("1.1", "ReadItem", 0, () => /** @type {any} */ (bodyType)),
    setAsync: method("1.3", "ReadWriteItem", 1, put("setBody")),
    setSelectedDataAsync: method("1.1", "ReadWriteItem", 1, put("insertBody")),
    prependAsync: method("1.1", "ReadWriteItem", 1, put("prependBody")),
    setSignatureAsync: method("1.10", "ReadWriteItem", 1, (data, options) => {
      if (kind === "appointment" && !client.profile.signsAppointments) throw failure("ApiCallNotSupportedByExtensionPoint");
      return put("setSignature", LONGEST_SIGNATURE)(data ?? "", options);
    }),
    appendOnSendAsync: method("1.9", "ReadWriteItem", 1, onSend("appendOnSend", client, ask, bodyType)),
    prependOnSendAsync: method("1.13", "ReadWriteItem", 1, onSend("prependOnSend", client, ask, bodyType)),
  };
}

/** @param {unknown} type */
function format(type) {
  if (!FORMATS.includes(/** @type {string} */ (type))) throw new ArgumentError("Argument", "coercionType");
  return type;
}

/**
 * @param {number} longest characters @param {(data: string, type: string) => Promise<void>} put
 * @returns {(data: string, options: Options) => Promise<void>}
 */
function writer(longest, put) {
  return (data, options) => {
    if (text("data", data).length > longest) throw failure("DataExceedsMaximumSize");
    return put(data, options.coercionType ?? "text");
  };
}

/** @param {string} type wanted @param {"html"|"text"} bodyType of the draft */
function allowed(type, bodyType) {
  if (!FORMATS.includes(type)) throw failure("Invalid Coercion Type");
  if (type === "html" && bodyType === "text") throw failure("InvalidFormatError");
  return type;
}

/**
 * What Outlook adds when the item is sent; null takes it back. It needs the extended permission AppendOnSend.
 * @param {string} call @param {Client} client @param {Ask} ask @param {"html"|"text"} bodyType
 * @returns {(data: string, options: Options) => Promise<void>}
 */
function onSend(call, client, ask, bodyType) {
  const put = writer(LONGEST_ON_SEND, (data, type) => ask(call, data, allowed(type, bodyType)));
  return (data, options) => {
    if (!client.hello.extended.includes("AppendOnSend")) throw failure("MissingExtendedPermissionsForAPIError");
    return data === null ? ask(call, null) : put(data, options);
  };
}
