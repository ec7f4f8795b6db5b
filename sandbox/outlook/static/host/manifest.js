/** The add-in's manifest (add-in-only XML): what a client takes from it. */

/** @typedef {{id: string, label: string, icon: string, url: string, pinnable: boolean}} Button */
/**
 * sendMode: PromptUser, SoftBlock or Block; of events of sending only.
 * @typedef {{type: string, functionName: string, sendMode: string}} LaunchEvent
 */
/**
 * @typedef {object} Manifest
 * @property {string} id @property {string} name @property {string} sourceLocation the first one: `aud` of identity tokens
 * @property {import("../office/types.js").Level} level @property {string[]} extended @property {string[]} appDomains
 * @property {Record<string, Button[]>} surfaces by the type of the extension point
 * @property {LaunchEvent[]} events @property {{html: string, script: string}} runtime
 */

const SURFACES = {
  "message/read": "MessageReadCommandSurface",
  "message/compose": "MessageComposeCommandSurface",
  "appointment/read": "AppointmentAttendeeCommandSurface",
  "appointment/compose": "AppointmentOrganizerCommandSurface",
};
const MOBILE = {
  "message/read": "MobileMessageReadCommandSurface",
  "appointment/read": "MobileLogEventAppointmentAttendee",
};
const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/**
 * @param {string} url @param {string} locale
 * @returns {Promise<Manifest>} rejects with an Error that says what is wrong
 */
export async function loadManifest(url, locale) {
  const answer = await fetch(`/broker/manifest?url=${encodeURIComponent(url)}`);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  const xml = new DOMParser().parseFromString(text, "application/xml");
  if (xml.querySelector("parsererror")) throw new Error(`The manifest at ${url} is no XML.`);
  return new Reader(xml, locale).manifest();
}

/**
 * The buttons of a surface.
 * @param {Manifest} manifest @param {string} kind @param {string} mode @param {boolean} mobile
 */
export function buttonsFor(manifest, kind, mode, mobile) {
  const surfaces = /** @type {Record<string, string>} */ (mobile ? MOBILE : SURFACES);
  return manifest.surfaces[surfaces[`${kind}/${mode}`]] ?? [];
}

class Reader {
  /** @param {Document} xml @param {string} locale */
  constructor(xml, locale) {
    this.xml = xml;
    this.locale = locale;
    // The innermost block is the newest that the client understands; it inherits nothing.
    this.block = all(xml, "VersionOverrides").at(-1) ?? xml.documentElement;
  }

  /** @returns {Manifest} */
  manifest() {
    const { xml, block } = this;
    return {
      id: text(xml, "Id"),
      name: all(xml, "DisplayName")[0]?.getAttribute("DefaultValue") ?? "Add-in",
      sourceLocation: all(xml, "SourceLocation")[0]?.getAttribute("DefaultValue") ?? "",
      level: /** @type {any} */ (text(xml, "Permissions") || "Restricted"),
      extended: all(block, "ExtendedPermission").map((found) => found.textContent?.trim() ?? ""),
      appDomains: all(xml, "AppDomain").map((found) => found.textContent?.trim() ?? ""),
      surfaces: Object.fromEntries(all(block, "ExtensionPoint").map((point) => [typeOf(point), this.#buttons(point)])),
      events: all(block, "LaunchEvent").map((found) => ({
        type: found.getAttribute("Type") ?? "",
        functionName: found.getAttribute("FunctionName") ?? "",
        sendMode: found.getAttribute("SendMode") ?? "",
      })),
      runtime: this.#runtime(),
    };
  }

  #runtime() {
    const [runtime] = all(this.block, "Runtime");
    const override = runtime && all(runtime, "Override").find((found) => found.getAttribute("type") === "javascript");
    const address = (/** @type {Element|undefined} */ found) => (found ? this.#resource("Url", found.getAttribute("resid")) : "");
    return { html: address(runtime), script: address(override) };
  }

  /** @param {Element} point @returns {Button[]} */
  #buttons(point) {
    return [...all(point, "Control"), ...all(point, "MobileButton")]
      .filter((control) => all(control, "Action").some((action) => typeOf(action) === "ShowTaskpane"))
      .map((control) => this.#button(control));
  }

  /** @param {Element} control @returns {Button} */
  #button(control) {
    const [label] = all(control, "Label");
    const images = all(control, "Image");
    const icon = images.find((image) => image.getAttribute("size") === "32") ?? images[0];
    return {
      id: control.getAttribute("id") ?? "",
      label: this.#resource("String", label?.getAttribute("resid") ?? null),
      icon: this.#resource("Image", icon?.getAttribute("resid") ?? null),
      url: this.#resource("Url", all(control, "SourceLocation")[0]?.getAttribute("resid") ?? null),
      pinnable: all(control, "SupportsPinning").some((found) => found.textContent?.trim() === "true"),
    };
  }

  /** @param {string} kind String, Url or Image @param {string|null} id */
  #resource(kind, id) {
    const [resources] = own(this.block, "Resources");
    const found = resources && all(resources, kind).find((one) => one.getAttribute("id") === id);
    const here = found && all(found, "Override").find((one) => one.getAttribute("Locale") === this.locale);
    return (here ?? found)?.getAttribute(here ? "Value" : "DefaultValue") ?? "";
  }
}

/** @param {Document|Element} within @param {string} name local name, whatever its namespace */
function all(within, name) {
  return [...within.getElementsByTagNameNS("*", name)];
}

/** @param {Element} parent @param {string} name */
function own(parent, name) {
  return [...parent.children].filter((child) => child.localName === name);
}

/** @param {Document} xml @param {string} name */
function text(xml, name) {
  return all(xml, name)[0]?.textContent?.trim() ?? "";
}

/** @param {Element} element */
function typeOf(element) {
  return element.getAttributeNS(XSI, "type") ?? "";
}
