/** Builds `Office` for a client, in a page or in a realm without one. */
import { enums } from "./enums.js";
import { mailboxOf } from "./mailbox.js";
import { nestedAppAuthBridge } from "./naa.js";
import { roamingSettings } from "./storage.js";
import { Client } from "./surface.js";
import { uiOf } from "./ui.js";

/** @typedef {import("./channel.js").Channel} Channel */
/** @typedef {{Office: any, officeReady: (info: object) => void, officeFunctions: Map<string, any>, nestedAppAuthBridge: any}} Globals */

/** @param {Client} client */
function contextOf(client) {
  const { hello, profile } = client;
  return {
    mailbox: mailboxOf(client),
    ui: uiOf(client),
    roamingSettings: roamingSettings(client),
    requirements: { isSetSupported: (/** @type {string} */ s, /** @type {string} */ v) => client.isSetSupported(s, v) },
    host: enums.HostType.Outlook,
    platform: profile.platform,
    diagnostics: { host: enums.HostType.Outlook, platform: profile.platform, version: profile.version },
    displayLanguage: hello.locale,
    contentLanguage: hello.locale,
    get officeTheme() {
      return profile.theme ? hello.theme : undefined;
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
  const context = inDialog ? { ...contextOf(client), mailbox: undefined } : contextOf(client);
  Object.defineProperties(globals.Office, { context: { value: context, enumerable: true } });
  Object.assign(globals.Office, enums);
  hearEvents(globals, channel);
  if (client.isSetSupported("NestedAppAuth") && !inDialog) globals.nestedAppAuthBridge = nestedAppAuthBridge(channel);
}
