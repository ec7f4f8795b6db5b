/** `Office.context.mailbox`. */
import { Handlers } from "./events.js";
import { itemOf, restId } from "./item.js";
import { failure } from "./results.js";
import { method, property } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client */

/** @param {Client} client */
export function mailboxOf(client) {
  const { hello, channel } = client;
  const handlers = new Handlers(["olkItemSelectedChanged", "officeThemeChanged"]);
  const mailbox = client.surface("mailbox", { ...facts(client), ...services(client), ...handlers.members("1.5") });
  mailbox.item = itemOf(client, hello.item);
  channel.on("itemChanged", (snapshot) => {
    mailbox.item = itemOf(client, snapshot);
    handlers.raise("olkItemSelectedChanged", { initialData: null });
  });
  channel.on("themeChanged", (theme) => {
    hello.theme = theme;
    if (client.isSetSupported("Mailbox", "1.14")) handlers.raise("officeThemeChanged", { officeTheme: theme });
  });
  return mailbox;
}

/** @param {Client} client */
function facts(client) {
  const { hello, profile } = client;
  const accountType = client.isSetSupported("Mailbox", "1.6") ? { accountType: profile.accountType } : {};
  const web = profile.platform === "OfficeOnline" ? { OWAView: "ThreeColumns" } : {};
  return {
    userProfile: property("1.1", "ReadItem", { ...hello.user, ...accountType }),
    diagnostics: property("1.1", "Restricted", { hostName: profile.hostName, hostVersion: profile.version, ...web }),
  };
}

/** @param {Client} client @returns {Record<string, import("./types.js").Member>} */
function services({ channel, profile }) {
  return {
    getUserIdentityTokenAsync: method("1.1", "ReadItem", 0, () => channel.call("identityToken")),
    getCallbackTokenAsync: method("1.1", "ReadItem", 0, () => {
      throw failure("GenericTokenError");
    }),
    convertToRestId: { since: "1.3", level: "Restricted", value: restId },
    convertToEwsId: {
      since: "1.3",
      level: "Restricted",
      value: (/** @type {string} */ id) => id.replaceAll("-", "/").replaceAll("_", "+"),
    },
    masterCategories: property("1.8", "ReadWriteMailbox", {
      getAsync: () => {
        throw new Error("Elevated permission is required to call the method: 'getAsync'.");
      },
    }),
    ...(profile.mobile ? {} : forms(channel)),
  };
}

/** @param {import("./channel.js").Channel} channel */
function forms(channel) {
  /** @param {string} name @returns {import("./types.js").Member} */
  const form = (name) => ({ since: "1.1", level: "ReadItem", value: (/** @type {any} */ what) => void channel.call(name, what) });
  return {
    displayMessageForm: form("displayMessageForm"),
    displayAppointmentForm: form("displayAppointmentForm"),
    displayNewMessageForm: form("displayNewMessageForm"),
    displayNewAppointmentForm: form("displayNewAppointmentForm"),
  };
}
