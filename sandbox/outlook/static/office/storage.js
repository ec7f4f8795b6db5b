/** What an add-in may keep: with the mailbox, with an item, for one compose session, and in headers of a draft. */
import { ArgumentError, filled, text, texts } from "./arguments.js";
import { failure } from "./results.js";
import { method, property } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client @typedef {import("./body.js").Ask} Ask */

const CUSTOM_PROPERTIES_MAX = 2_500; // characters, as the others
const ROAMING_MAX = 32 * 1024;
const SESSION_MAX = { before: 50_000, since116: 2_621_440 };
const HEADER_MAX = 998; // name and value, RFC 5322 2.1.1
const X_HEADER = /^x-[\x21-\x39\x3b-\x7e]+$/i;
const DATE = /^Date\((-?\d+)\)$/; // as Office.js writes dates into settings and properties

/** @param {Record<string, unknown>} values */
function access(values) {
  const stored = (/** @type {unknown} */ value) => (value instanceof Date ? `Date(${value.getTime()})` : value);
  const shown = (/** @type {unknown} */ value) => {
    const ticks = typeof value === "string" && DATE.exec(value);
    return ticks ? new Date(Number(ticks[1])) : value;
  };
  return {
    get: (/** @type {string} */ name) => shown(values[name]),
    set: (/** @type {string} */ name, /** @type {unknown} */ value) => void (values[name] = stored(value)),
    remove: (/** @type {string} */ name) => void delete values[name],
    all: () => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)])),
  };
}

/** @param {Client} client @returns {Office.RoamingSettings} */
export function roamingSettings(client) {
  const values = { ...client.hello.roaming };
  const { get, set, remove } = access(values);
  return client.surface("roamingSettings", {
    get: property("1.1", "Restricted", get),
    set: property("1.1", "Restricted", set),
    remove: property("1.1", "Restricted", remove),
    saveAsync: method("1.1", "Restricted", 0, () => {
      if (JSON.stringify(values).length > ROAMING_MAX) throw failure("DataExceedsMaximumSize");
      return client.channel.call("saveRoaming", values);
    }),
  });
}

/** @param {Client} client @param {Ask} ask @returns {Promise<Office.CustomProperties>} */
export async function customProperties(client, ask) {
  const values = { ...(await ask("loadProperties")) };
  const { get, set, remove, all } = access(values);
  return client.surface("customProperties", {
    get: property("1.1", "ReadItem", get),
    set: property("1.1", "ReadItem", set),
    remove: property("1.1", "ReadItem", remove),
    getAll: property("1.9", "ReadItem", all),
    saveAsync: method("1.1", "ReadItem", 0, () => {
      if (JSON.stringify(values).length > CUSTOM_PROPERTIES_MAX)
        throw new ArgumentError("ArgumentOutOfRange", "customProperties");
      return ask("saveProperties", values);
    }),
  });
}

/**
 * For one compose session; it ends when the item is closed or sent.
 * @param {Client} client @param {Ask} ask @returns {Office.SessionData}
 */
export function sessionData(client, ask) {
  const all = () => /** @type {Promise<Record<string, string>>} */ (ask("getSession"));
  const longest = client.isSetSupported("Mailbox", "1.16") ? SESSION_MAX.since116 : SESSION_MAX.before;
  return client.surface("sessionData", {
    getAllAsync: method("1.11", "ReadWriteItem", 0, all),
    getAsync: method("1.11", "ReadItem", 1, async (name) => {
      const found = (await all())[name];
      if (found === undefined) throw failure("KeyNotFound");
      return found;
    }),
    setAsync: method("1.11", "ReadItem", 2, (name, value) =>
      setSession(ask, longest, filled("name", name), text("value", value)),
    ),
    removeAsync: method("1.11", "ReadWriteItem", 1, async (name) => {
      const { [name]: _, ...values } = await all();
      await ask("setSession", values);
    }),
    clearAsync: method("1.11", "ReadWriteItem", 0, () => ask("setSession", {})),
  });
}

/** @param {Ask} ask @param {number} longest of the whole @param {string} name @param {string} value */
async function setSession(ask, longest, name, value) {
  const values = { ...(await ask("getSession")), [name]: value };
  if (JSON.stringify(values).length > longest) throw failure("SessionObjectMaxLengthExceeded");
  await ask("setSession", values);
}

/**
 * Headers that leave with a draft; their names begin with `x-`.
 * @param {Client} client @param {Ask} ask @returns {Office.InternetHeaders}
 */
export function internetHeaders(client, ask) {
  const kept = async (/** @type {(name: string) => boolean} */ wanted) =>
    Object.fromEntries(Object.entries(await ask("getHeaders")).filter(([name]) => wanted(name)));
  return client.surface("internetHeaders", {
    getAsync: method("1.8", "ReadItem", 1, (names) => {
      const wanted = texts("internetHeaders", names);
      return kept((name) => wanted.includes(name));
    }),
    setAsync: method("1.8", "ReadWriteItem", 1, (headers) => {
      const more = checkedHeaders(headers);
      return ask("getHeaders").then((before) => ask("setHeaders", { ...before, ...more }));
    }),
    removeAsync: method("1.8", "ReadWriteItem", 1, (names) => {
      const unwanted = texts("internetHeaders", names);
      return kept((name) => !unwanted.includes(name)).then((rest) => ask("setHeaders", rest));
    }),
  });
}

/** @param {Record<string, string>} headers */
function checkedHeaders(headers) {
  if (headers === null || headers === undefined) throw new ArgumentError("ArgumentNull", "internetHeaders");
  texts("internetHeaders", Object.keys(headers));
  for (const [name, value] of Object.entries(headers)) {
    if (name.length + text("internetHeaders", value).length > HEADER_MAX) throw new ArgumentError("ArgumentOutOfRange", name);
    // Exchange keeps no other header that an add-in sets; Office.js itself lets them pass.
    if (!X_HEADER.test(name)) throw failure("InternalServerError", `The header '${name}' isn't an x- header.`);
  }
  return headers;
}

/**
 * @param {Client} client @param {Ask} ask @param {import("./types.js").ItemSnapshot} snapshot
 * @returns {Office.Categories}
 */
export function categories(client, ask, { kind, mode }) {
  const cannot = kind === "message" && mode === "compose" && !client.profile.categorisesDrafts;
  const asked = (/** @type {string} */ name, /** @type {string[][]} */ ...args) => {
    if (cannot) throw failure("ApiCallNotSupportedByExtensionPoint");
    return ask(name, ...args);
  };
  return client.surface("categories", {
    getAsync: method("1.8", "ReadItem", 0, () => asked("getCategories")),
    addAsync: method("1.8", "ReadWriteItem", 1, (names) => asked("addCategories", texts("categories", names))),
    removeAsync: method("1.8", "ReadWriteItem", 1, (names) => asked("removeCategories", texts("categories", names))),
  });
}
