/** Builds `Office` for a client, in a page or in a realm without one. */
import { enums } from "./enums.js";
import { mailboxOf } from "./mailbox.js";
import { nestedAppAuthBridge } from "./naa.js";
import { roamingSettings } from "./storage.js";
import { Client } from "./surface.js";
import { uiOf } from "./ui.js";

/** @typedef {import("./channel.js").Channel} Channel */
/**
 * @typedef {{Office: any, officeReady: (info: object) => void, officeFunctions: Map<string, any>, nestedAppAuthBridge: any}} Globals
 */

/** @typedef {{host: Office.HostType, platform: Office.PlatformType}} Where */

/** @param {Client} client @returns {Partial<Office.Context>} */
function contextOf(client) {
  const { hello, profile } = client;
  // Microsoft declares the two enumerations without their values.
  const where = /** @type {Where} */ (/** @type {unknown} */ ({ host: enums.HostType.Outlook, platform: profile.platform }));
  const colours = () => /** @type {Office.OfficeTheme} */ (profile.theme ? hello.theme : undefined);
  return {
    ...(hello.role === "dialog" ? {} : { mailbox: mailboxOf(client), roamingSettings: roamingSettings(client) }),
    ...where,
    ui: uiOf(client),
    requirements: { isSetSupported: (set, version) => client.isSetSupported(set, version) },
    diagnostics: { ...where, version: profile.version },
    displayLanguage: hello.locale,
    contentLanguage: hello.locale,
    get officeTheme() {
      return colours();
    },
  };
}

/** Run what was associated with a launch event. @param {Globals} globals @param {Channel} channel */
function hearEvents({ officeFunctions }, channel) {
  channel.on("run", ({ run, name, type }) => {
    const completed = (/** @type {object} */ options = {}) => void channel.call("completed", run, options);
    const handler = officeFunctions.get(name);
    if (handler) handler({ type, source: {}, completed });
    else void channel.call("unassociated", run);
  });
}

/** @param {Globals} globals @param {Channel} channel @param {import("./types.js").Hello} hello */
export function build(globals, channel, hello) {
  const client = new Client(hello, channel);
  const inDialog = hello.role === "dialog";
  Object.defineProperties(globals.Office, { context: { value: contextOf(client), enumerable: true } });
  Object.assign(globals.Office, enums);
  hearEvents(globals, channel);
  if (client.isSetSupported("NestedAppAuth") && !inDialog) globals.nestedAppAuthBridge = nestedAppAuthBridge(channel);
}
