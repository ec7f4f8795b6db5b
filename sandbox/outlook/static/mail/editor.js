// The text of a message being written: a page of its own in a frame without scripts, edited from outside.
import { h } from "../dom.js";
import { button } from "../ui.js";

const GONE = "script, iframe, object, embed, form, base, meta, link, title";

export class Editor {
  /**
   * @param {string} label for screen readers
   * @param {{changed?: () => unknown, submit?: () => unknown}} [calls] changed: on every change; submit: on Ctrl+Enter
   */
  constructor(label, { changed = () => {}, submit = () => {} } = {}) {
    this.frame = h("iframe", { class: "editor", title: label, sandbox: "allow-same-origin", src: "/owa/editor" });
    this.ready = new Promise((done) =>
      this.frame.addEventListener("load", () => done(this.begin(label, changed, submit)), { once: true }),
    );
    this.bar = h(
      "div",
      { class: "format", role: "toolbar", "aria-label": "Format" },
      ...[
        ["Bold", "bold", "bold"],
        ["Italic", "italic", "italic"],
        ["Bullets", "list", "insertUnorderedList"],
      ].map(([name, drawing, command]) => button(name, drawing, () => this.format(command), { quiet: true })),
    );
  }

  /** @param {string} label @param {() => unknown} changed @param {() => unknown} submit */
  begin(label, changed, submit) {
    const { body } = this.page;
    body.contentEditable = "true";
    body.setAttribute("role", "textbox");
    body.setAttribute("aria-multiline", "true");
    body.setAttribute("aria-label", label);
    body.addEventListener("input", changed);
    body.addEventListener("keydown", (event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && submit());
    return this;
  }

  get page() {
    return /** @type {Document} */ (this.frame.contentDocument);
  }

  get body() {
    return this.page.body;
  }

  /** @param {string} command */
  format(command) {
    this.body.focus();
    this.page.execCommand(command);
  }

  html() {
    return this.body.innerHTML;
  }

  text() {
    return this.body.innerText;
  }

  /** @param {string} html */
  setHtml(html) {
    this.body.replaceChildren(...parsed(html, this.page));
  }

  /** @param {string} text */
  setText(text) {
    this.body.replaceChildren(...paragraphs(text, this.page));
  }

  /** @param {string} content @param {"html"|"text"} type */
  write(content, type) {
    if (type === "html") this.setHtml(content);
    else this.setText(content);
  }

  /** The caret at the very start, above what is quoted. */
  focus() {
    this.frame.focus();
    this.body.focus();
    this.page.getSelection()?.collapse(this.body, 0);
  }
}

/**
 * The nodes of a piece of HTML, parsed without running anything, under the policy of the page that they are for.
 * @param {string} html @param {Document} page
 */
function parsed(html, page) {
  const { DOMParser } = /** @type {typeof globalThis} */ (/** @type {unknown} */ (page.defaultView));
  const made = new DOMParser().parseFromString(html, "text/html");
  for (const each of made.querySelectorAll(GONE)) each.remove();
  return [...made.body.childNodes].map((node) => page.importNode(node, true));
}

/** @param {string} text @param {Document} page */
function paragraphs(text, page) {
  return String(text)
    .split(/\r?\n/)
    .map((line) => {
      const made = page.createElement("div");
      made.append(line ? page.createTextNode(line) : page.createElement("br"));
      return made;
    });
}
