// The text of a message being written: a page of its own in a frame without scripts, edited from outside.
import { h } from "../dom.js";
import { button } from "../ui.js";

const GONE = "script, iframe, object, embed, form, base, meta, link, title";

export class Editor {
  /** label: for screen readers; changed: called on every change; submit: on Ctrl+Enter. */
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

  begin(label, changed, submit) {
    const { body } = this.frame.contentDocument;
    body.contentEditable = "true";
    body.setAttribute("role", "textbox");
    body.setAttribute("aria-multiline", "true");
    body.setAttribute("aria-label", label);
    body.addEventListener("input", changed);
    body.addEventListener("keydown", (event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && submit());
    return this;
  }

  get body() {
    return this.frame.contentDocument.body;
  }

  format(command) {
    this.body.focus();
    this.frame.contentDocument.execCommand(command);
  }

  html() {
    return this.body.innerHTML;
  }

  text() {
    return this.body.innerText;
  }

  setHtml(html) {
    this.body.replaceChildren(...parsed(html, this.frame.contentDocument));
  }

  setText(text) {
    this.body.replaceChildren(...paragraphs(text, this.frame.contentDocument));
  }

  append(html) {
    this.body.append(...parsed(html, this.frame.contentDocument));
  }

  /** type: html or text. */
  write(content, type) {
    if (type === "html") this.setHtml(content);
    else this.setText(content);
  }

  /** The caret at the very start, above what is quoted. */
  focus() {
    this.frame.focus();
    this.body.focus();
    this.frame.contentDocument.getSelection().collapse(this.body, 0);
  }
}

/** The nodes of a piece of HTML, parsed without running anything, under the policy of the page that they are for. */
function parsed(html, page) {
  const made = new page.defaultView.DOMParser().parseFromString(html, "text/html");
  for (const each of made.querySelectorAll(GONE)) each.remove();
  return [...made.body.childNodes].map((node) => page.importNode(node, true));
}

function paragraphs(text, page) {
  return String(text)
    .split(/\r?\n/)
    .map((line) => {
      const made = page.createElement("div");
      made.append(line ? page.createTextNode(line) : page.createElement("br"));
      return made;
    });
}
