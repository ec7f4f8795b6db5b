/** `Office.context.mailbox`. */
import { ArgumentError } from "./arguments.js";
import { enums } from "./enums.js";
import { Handlers } from "./events.js";
import { itemOf, restId } from "./item.js";
import { failure } from "./results.js";
import { method, property } from "./surface.js";

/** @typedef {import("./surface.js").Client} Client */
/** @typedef {import("./members.js").Table<Office.Mailbox>} Members */

/** @param {Client} client @returns {Office.Mailbox} */
export function mailboxOf(client) {
  const { hello, channel } = client;
  const themes = client.profile.theme && client.isSetSupported("Mailbox", "1.14") ? ["officeThemeChanged"] : [];
  const handlers = new Handlers(["olkItemSelectedChanged", ...themes]);
  /** @type {Office.Mailbox} */
  const mailbox = client.surface("mailbox", { ...facts(client), ...services(client), ...handlers.members("1.5") });
  let item = itemOf(client, hello.item);
  Object.defineProperty(mailbox, "item", { enumerable: true, get: () => item });
  channel.on("itemChanged", (snapshot) => {
    item = itemOf(client, snapshot);
    handlers.raise("olkItemSelectedChanged", { initialData: null });
  });
  channel.on("themeChanged", (theme) => {
    hello.theme = theme;
    handlers.raise("officeThemeChanged", { officeTheme: theme });
  });
  return mailbox;
}

/** @param {Client} client @returns {Members} */
function facts(client) {
  const { hello, profile } = client;
  /** @type {Office.UserProfile} */
  const user = client.surface("userProfile", {
    displayName: property("1.1", "ReadItem", hello.user.displayName),
    emailAddress: property("1.1", "ReadItem", hello.user.emailAddress),
    timeZone: property("1.1", "ReadItem", hello.user.timeZone),
    accountType: property("1.6", "ReadItem", profile.accountType),
  });
  const view = { OWAView: property("1.1", "ReadItem", /** @type {const} */ ("ThreeColumns")) };
  /** @type {Office.Diagnostics} */
  const diagnostics = client.surface("diagnostics", {
    hostName: property("1.1", "ReadItem", profile.hostName),
    hostVersion: property("1.1", "ReadItem", profile.version),
    ...(profile.platform === "OfficeOnline" ? view : {}),
  });
  return { userProfile: property("1.1", "ReadItem", user), diagnostics: property("1.1", "ReadItem", diagnostics) };
}

/** @param {Client} client @returns {Members} */
function services(client) {
  const { channel } = client;
  /** @type {Office.MasterCategories} */
  const masterCategories = client.surface("masterCategories", {
    getAsync: method("1.8", "ReadWriteMailbox", 0, () => channel.call("masterCategories")),
  });
  return {
    masterCategories: property("1.8", "Restricted", masterCategories),
    getUserIdentityTokenAsync: method("1.1", "ReadItem", 0, () => channel.call("identityToken")),
    getCallbackTokenAsync: method("1.1", "ReadItem", 0, () => {
      throw failure("GenericTokenError");
    }),
    convertToRestId: property("1.3", "Restricted", (id, version) => restId(converted(id, version))),
    convertToEwsId: property("1.3", "Restricted", (id, version) => ewsId(converted(id, version))),
  };
}

/** @param {string} id @param {string} version */
function converted(id, version) {
  if (id === null || id === undefined) throw new ArgumentError("ArgumentNull", "itemId");
  if (version === null || version === undefined) throw new ArgumentError("ArgumentNull", "restVersion");
  const known = Object.values(enums.MailboxEnums.RestVersion).some((one) => one === version);
  if (!known) throw new ArgumentError("Argument", "restVersion");
  return id;
}

/** @param {string} id in Graph's format */
function ewsId(id) {
  return id.replaceAll("-", "/").replaceAll("_", "+");
}
