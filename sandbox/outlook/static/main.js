// Mini Outlook's start: the rail, the four apps, the search box, and the look for news every few seconds.
import { AddinPane } from "./addin.js";
import { Calendar } from "./calendar/calendar.js";
import { Categories } from "./categories.js";
import { fill, h, later } from "./dom.js";
import * as graph from "./graph.js";
import { icon } from "./icons.js";
import { Mail } from "./mail/mail.js";
import { People } from "./people/people.js";
import { splitter } from "./splitter.js";
import { Tasks } from "./tasks/tasks.js";
import { notice, persona } from "./ui.js";
import { settle } from "./words.js";

const NEWS_EVERY = 3000;
/** @typedef {import("./types.js").OneApp} OneApp */

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const searchForm = () => /** @type {HTMLFormElement} */ (place("search"));

/** What every app is given: the settings of the page, the places to draw in, and the parts that all share. */
class App {
  /** @type {OneApp|null} */
  current = null;
  looking = false;

  /** @param {import("./types.js").Config} config */
  constructor(config) {
    this.config = config;
    this.places = { side: place("side"), list: place("list"), detail: place("detail"), stage: place("stage") };
    this.aside = { ...this.places, side: h("div"), list: h("div"), detail: h("div") };
    this.categories = new Categories();
    this.addin = new AddinPane(this, place("addin"), place("splitter"));
    /** @type {{mail: Mail, calendar: Calendar, people: People, tasks: Tasks}} */
    this.apps = {
      mail: new Mail(this),
      calendar: new Calendar(this),
      people: new People(this),
      tasks: new Tasks(this),
    };
  }

  async start() {
    fill(place("me-persona"), persona(this.config.name, true).textContent);
    place("search").addEventListener("submit", (event) => event.preventDefault());
    place("search").addEventListener(
      "input",
      later(250, (/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLInputElement} */ (event.target);
        this.current?.search(value.trim());
      }),
    );
    const profile = /** @type {HTMLSelectElement} */ (place("profile"));
    profile.addEventListener("change", () => profile.form?.submit());
    for (const link of document.querySelectorAll("a"))
      if ("beside" in link.dataset) link.addEventListener("click", (event) => beside(event, link.href));
    splitter(place("splitter"), place("addin"));
    addEventListener("hashchange", () => this.show(location.hash.slice(1)));
    setInterval(() => this.news(), NEWS_EVERY);
    document.addEventListener("visibilitychange", () => this.news());
    await this.show(location.hash.slice(1));
  }

  /** Where it draws: nowhere in sight once another app is shown, for what it waited for may come late. @param {OneApp} app */
  placesOf(app) {
    return app === this.current ? this.places : this.aside;
  }

  /** @param {string} name of an app; mail for any other word */
  async show(name) {
    const next = /** @type {Record<string, OneApp>} */ (this.apps)[name] ?? this.apps.mail;
    if (this.current === next) return;
    await this.current?.leave();
    this.current = next;
    this.addin.close();
    searchForm().reset();
    this.places.stage.dataset.app = next.name;
    document.title = `${next.title} – ${this.config.name} – Mini Outlook`;
    fill(
      place("rail"),
      Object.values(this.apps).map((each) => this.railButton(each)),
    );
    for (const each of [this.places.side, this.places.list, this.places.detail]) fill(each);
    await this.tell(async () => {
      await this.categories.load();
      if (this.current === next) await next.open();
    });
  }

  /** @param {OneApp} each */
  railButton(each) {
    const here = each === this.current ? "page" : null;
    return h(
      "a",
      { href: `#${each.name}`, class: "rail-button", "aria-current": here, title: each.title },
      icon(each.name),
      h("span", {}, each.title),
    );
  }

  /** Look whether something changed, unless nobody looks or a dialog is open. */
  async news() {
    if (document.hidden || this.looking || document.querySelector("dialog[open], .dragging")) return;
    this.looking = true;
    try {
      await this.categories.load();
      await this.current?.refresh();
      place("notice").dataset.offline = "";
    } catch (error) {
      if (!place("notice").dataset.offline) notice(error.message, { error: true });
      place("notice").dataset.offline = "yes";
    } finally {
      this.looking = false;
    }
  }

  /** @param {() => unknown} run */
  async tell(run) {
    try {
      await run();
    } catch (error) {
      notice(error.message, { error: true });
    }
  }
}

/**
 * Open the other user's Outlook in a window of its own, this one's right half of the screen.
 * @param {MouseEvent} event @param {string} url
 */
function beside(event, url) {
  event.preventDefault();
  const wide = Math.max(900, Math.round(screen.availWidth / 2));
  open(
    url,
    "_blank",
    `popup,left=${screen.availWidth - wide},top=0,width=${wide},height=${screen.availHeight}`,
  );
}

const config = JSON.parse(place("config").textContent ?? "");
settle(config.timeZone, config.now);
graph.open(config.address, config.timeZone);
const app = new App(config);
app.start();
