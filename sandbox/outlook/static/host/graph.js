/**
 * What Outlook itself does for an add-in through the mailbox's service: custom properties, headers, files, categories.
 */

const PUBLIC_STRINGS = "00020329-0000-0000-C000-000000000046";

export class Mail {
  /** @type {{access_token: string, until: number}|null} */
  #held = null;

  /** @param {string} address of the mailbox @param {string} addinId */
  constructor(address, addinId) {
    this.address = address;
    this.property = `String {${PUBLIC_STRINGS}} Name cecp-${addinId}`;
  }

  /** @param {string} path below /v1.0/me @param {RequestInit} [options] */
  async call(path, options = {}) {
    const headers = { Authorization: `Bearer ${await this.#token()}`, "Content-Type": "application/json" };
    const answer = await fetch(`/v1.0/me/${path}`, { ...options, headers });
    if (!answer.ok) throw new Error(`${answer.status} of ${path}`);
    return answer;
  }

  /** @param {string} path of the item @returns {Promise<Record<string, unknown>>} the add-in's custom properties */
  async properties(path) {
    const query = `$expand=singleValueExtendedProperties($filter=id eq '${this.property}')`;
    const item = await (await this.call(`${path}?${encodeURI(query)}`)).json();
    const [found] = item.singleValueExtendedProperties ?? [];
    return found ? JSON.parse(found.value) : {};
  }

  /** @param {string} path @param {Record<string, unknown>} values */
  async saveProperties(path, values) {
    const property = { id: this.property, value: JSON.stringify(values) };
    await this.call(path, { method: "PATCH", body: JSON.stringify({ singleValueExtendedProperties: [property] }) });
  }

  /** The master list, colours in the words of Office.js. @returns {Promise<Office.CategoryDetails[]>} */
  async categories() {
    const { value } = await (await this.call("outlook/masterCategories?$top=200")).json();
    return value.map((/** @type {{displayName: string, color: string}} */ { displayName, color }) => ({
      displayName,
      color: `${color[0].toUpperCase()}${color.slice(1)}`,
    }));
  }

  /** @param {string} path @returns {Promise<string>} header lines */
  async headers(path) {
    const { internetMessageHeaders } = await (await this.call(`${path}?$select=internetMessageHeaders`)).json();
    const lines = (internetMessageHeaders ?? []).map((/** @type {any} */ { name, value }) => `${name}: ${value}`);
    return lines.join("\r\n");
  }

  /** @param {string} path @returns {Promise<string>} MIME, base64 */
  async file(path) {
    const bytes = new Uint8Array(await (await this.call(`${path}/$value`)).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }

  async #token() {
    if (this.#held && this.#held.until > Date.now()) return this.#held.access_token;
    const answer = await fetch(`/owa/u/${encodeURIComponent(this.address)}/token`, { method: "POST" });
    const { access_token, expires_in } = await answer.json();
    this.#held = { access_token, until: Date.now() + expires_in * 500 };
    return access_token;
  }
}
