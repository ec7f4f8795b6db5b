/** What an add-in may keep: with the mailbox, with an item, for one compose session, and in headers of a draft. */
import { failure } from "./results.js";
import { method } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client @typedef {import("./body.js").Ask} Ask */

const CUSTOM_PROPERTIES_MAX = 2_500;
const ROAMING_MAX = 32 * 1024;
const SESSION_MAX = 50_000;
const X_HEADER = /^x-[\x21-\x39\x3b-\x7e]+$/i;

/** @param {Record<string, unknown>} values */
function access(values) {
  return {
    get: (/** @type {string} */ name) => values[name],
    set: (/** @type {string} */ name, /** @type {unknown} */ value) => void (values[name] = value),
    remove: (/** @type {string} */ name) => void delete values[name],
  };
}

/** @param {Client} client */
export function roamingSettings(client) {
  const values = { ...client.hello.roaming };
  const saving = method("1.1", "Restricted", 0, () => {
    if (JSON.stringify(values).length > ROAMING_MAX) throw failure("DataExceedsMaximumSize");
    return client.channel.call("saveRoaming", values);
  });
  return { ...access(values), ...client.surface("roamingSettings", { saveAsync: saving }) };
}

/** @param {Client} client @param {Ask} ask */
export async function customProperties(client, ask) {
  const values = { ...(await ask("loadProperties")) };
  const saving = method("1.1", "ReadItem", 0, () => {
    if (JSON.stringify(values).length > CUSTOM_PROPERTIES_MAX) throw failure("DataExceedsMaximumSize");
    return ask("saveProperties", values);
  });
  return { ...access(values), getAll: () => ({ ...values }), ...client.surface("properties", { saveAsync: saving }) };
}

/** For one compose session; it ends when the item is closed or sent. @param {Client} client @param {Ask} ask */
export function sessionData(client, ask) {
  const all = () => /** @type {Promise<Record<string, string>>} */ (ask("getSession"));
  return client.surface("sessionData", {
    getAllAsync: method("1.11", "ReadItem", 0, all),
    getAsync: method("1.11", "ReadItem", 1, async (name) => {
      const found = (await all())[name];
      if (found === undefined) throw failure("KeyNotFound");
      return found;
    }),
    setAsync: method("1.11", "ReadWriteItem", 2, async (name, value) => {
      const values = { ...(await all()), [name]: String(value) };
      if (JSON.stringify(values).length > SESSION_MAX) throw failure("SessionObjectMaxLengthExceeded");
      await ask("setSession", values);
    }),
    removeAsync: method("1.11", "ReadWriteItem", 1, async (name) => {
      const { [name]: _, ...values } = await all();
      await ask("setSession", values);
    }),
    clearAsync: method("1.11", "ReadWriteItem", 0, () => ask("setSession", {})),
  });
}

/** Headers that leave with a draft; their names begin with `x-`. @param {Client} client @param {Ask} ask */
export function internetHeaders(client, ask) {
  return client.surface("internetHeaders", {
    getAsync: method("1.8", "ReadItem", 1, async (names) => {
      const all = await ask("getHeaders");
      return Object.fromEntries(names.filter((/** @type {string} */ n) => n in all).map((/** @type {string} */ n) => [n, all[n]]));
    }),
    setAsync: method("1.8", "ReadWriteItem", 1, async (headers) => {
      const bad = Object.keys(headers).find((name) => !X_HEADER.test(name));
      if (bad) throw failure("InvalidParameterValueError", `The header '${bad}' isn't an x- header.`);
      await ask("setHeaders", { ...(await ask("getHeaders")), ...headers });
    }),
    removeAsync: method("1.8", "ReadWriteItem", 1, async (names) => {
      const all = await ask("getHeaders");
      await ask("setHeaders", Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name))));
    }),
  });
}

/** @param {Client} client @param {Ask} ask */
export function categories(client, ask) {
  return client.surface("categories", {
    getAsync: method("1.8", "ReadItem", 0, async () => {
      const names = await ask("getCategories");
      return names.length ? names.map((/** @type {string} */ displayName) => ({ displayName, color: "None" })) : null;
    }),
    addAsync: method("1.8", "ReadWriteItem", 1, (names) => ask("addCategories", names)),
    removeAsync: method("1.8", "ReadWriteItem", 1, (names) => ask("removeCategories", names)),
  });
}
