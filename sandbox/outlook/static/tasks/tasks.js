// Tasks: the lists of To Do, their tasks to tick off, and the form.
import { h } from "../dom.js";
import { choice, input, textOf } from "../forms.js";
import { part, patch, post, rows } from "../graph.js";
import { icon } from "../icons.js";
import { ListApp } from "../list_app.js";
import { CHOICES, choiceOf, inWords, recurrence } from "../recurrence.js";
import { attempt } from "../ui.js";
import { localDay, now, wallDate } from "../words.js";

/** @typedef {import("../types.js").Row} Row @typedef {import("../types.js").Fact} Fact */

/** @type {import("../forms.js").Choice[]} */
const STATES = [
  ["notStarted", "Not started"],
  ["inProgress", "In progress"],
  ["waitingOnOthers", "Waiting for others"],
  ["deferred", "Deferred"],
  ["completed", "Completed"],
];
/** @param {import("../types.js").Moment|null} [moment] */
const day = (moment) => moment?.dateTime.slice(0, 10) ?? "";
/** @param {string} date */
const shown = (date) => wallDate(date, { weekday: "short", day: "numeric", month: "long", year: "numeric" });

export class Tasks extends ListApp {
  /** @param {import("../types.js").App} app */
  constructor(app) {
    super(app, {
      name: "tasks",
      title: "Tasks",
      one: "task",
      many: "tasks",
      add: "New task",
      newFolder: ["New list", "todo/lists", "displayName"],
    });
    this.roles = { box: "grid", row: "row" }; // an option may not hold a box to tick
  }

  async loadFolders() {
    const found = await rows("todo/lists?$top=100");
    return found
      .filter((each) => each.wellknownListName !== "flaggedEmails")
      .map((each) => ({ id: each.id, name: each.displayName, depth: 0, kind: "tasks", unread: 0, total: 0 }));
  }

  async loadRows() {
    const found = await rows(`todo/lists/${part(this.folder.id)}/tasks?$top=250`);
    const rank = (/** @type {Row} */ each) =>
      `${each.status === "completed" ? 1 : 0}${day(each.dueDateTime) || "9999"}${each.title.toLowerCase()}`;
    return found.sort((a, b) => rank(a).localeCompare(rank(b)));
  }

  /** @param {Row} row */
  path(row) {
    return `todo/lists/${part(this.folder.id)}/tasks/${part(row.id)}`;
  }

  /** @param {Row} row */
  group(row) {
    if (row.status === "completed") return "Completed";
    const due = day(row.dueDateTime);
    if (!due) return "No date";
    const today = localDay(now());
    return due < today ? "Overdue" : due === today ? "Today" : "Later";
  }

  /** @param {Row} row */
  label(row) {
    return row.title || "(no title)";
  }

  /** @param {Row} row */
  text(row) {
    return [row.title, row.body.content, ...row.categories].join(" ");
  }

  /** @param {Row} row */
  row(row) {
    const done = row.status === "completed";
    /** @type {HTMLInputElement} */
    const box = h("input", {
      type: "checkbox",
      checked: done,
      "aria-label": `Completed: ${this.label(row)}`,
      onClick: (event) => event.stopPropagation(),
      onChange: () => this.tick(row, box.checked),
    });
    return [
      h("div", { role: "gridcell" }, box),
      h(
        "div",
        { class: `row-text${done ? " done" : ""}`, role: "gridcell" },
        h(
          "div",
          { class: "row-line" },
          h("span", { class: "row-from" }, this.label(row)),
          row.importance === "high" && icon("important"),
          row.recurrence && icon("repeat"),
        ),
        h(
          "div",
          { class: "row-preview" },
          this.app.categories.chips(row.categories),
          row.dueDateTime ? `Due ${shown(day(row.dueDateTime))}` : " ",
        ),
      ),
    ];
  }

  /** @param {Row} row @param {boolean} done */
  async tick(row, done) {
    await attempt("Could not change the task", () =>
      patch(this.path(row), { status: done ? "completed" : "notStarted" }),
    );
    await this.app.tell(() => this.refresh());
  }

  /** @param {Row} row */
  card(row) {
    /** @type {(Fact|null|false|"")[]} */
    const facts = [
      ["check", "Status", STATES.find(([value]) => value === row.status)?.[1] ?? row.status],
      row.dueDateTime && ["calendar", "Due", shown(day(row.dueDateTime))],
      row.startDateTime && ["calendar", "Starts", shown(day(row.startDateTime))],
      row.recurrence && ["repeat", "Repeats", inWords(row.recurrence)],
      row.importance !== "normal" && ["important", "Importance", row.importance],
      row.body.content && ["edit", "Notes", h("span", { class: "lines" }, row.body.content)],
    ];
    return h(
      "article",
      { class: "card", "aria-label": this.label(row) },
      this.bar(row, this.path(row)),
      h(
        "header",
        { class: "card-head" },
        h(
          "div",
          {},
          h("h1", {}, this.label(row)),
          h("div", { class: "chips" }, this.app.categories.chips(row.categories)),
        ),
      ),
      h(
        "dl",
        { class: "facts" },
        facts.map(
          (fact) => fact && h("div", { class: "fact" }, icon(fact[0]), h("dt", {}, fact[1]), h("dd", {}, fact[2])),
        ),
      ),
    );
  }

  /** @param {Row|null} row */
  async edit(row) {
    if (!(await this.leave())) return;
    const { timeZone } = this.app.config;
    this.showForm(row ? this.label(row) : "New task", fields(row ?? {}), (form) => {
      const body = read(form, row, timeZone);
      return row ? patch(this.path(row), body) : post(`todo/lists/${part(this.folder.id)}/tasks`, body);
    });
  }
}

/** @param {Partial<Row>} row */
function fields(row) {
  const repeats = choiceOf(row.recurrence);
  return [
    input("Title", "title", row.title, { required: true, maxlength: 255, wide: true }),
    input("Due", "due", day(row.dueDateTime), { type: "date" }),
    input("Starts", "start", day(row.startDateTime), { type: "date" }),
    choice("Status", "status", row.status ?? "notStarted", STATES),
    choice("Importance", "importance", row.importance ?? "normal", [
      ["low", "Low"],
      ["normal", "Normal"],
      ["high", "High"],
    ]),
    choice(
      "Repeats",
      "repeats",
      repeats ?? "keep",
      repeats === undefined ? [["keep", inWords(row.recurrence)], ...CHOICES] : CHOICES,
    ),
    input("Notes", "notes", row.body?.content, { type: "area", wide: true }),
  ];
}

/** Graph's body. @param {FormData} form @param {Row|null} row @param {string} timeZone */
function read(form, row, timeZone) {
  const moment = (/** @type {string} */ name) =>
    form.get(name) ? { dateTime: `${form.get(name)}T00:00:00`, timeZone } : null;
  /** @type {Record<string, any>} */
  const body = {
    title: textOf(form, "title"),
    importance: form.get("importance"),
    body: { contentType: "text", content: String(form.get("notes")).replaceAll("\r\n", "\n") },
  };
  // Told only where they change: a date that is sent again may wake a series.
  if (form.get("status") !== (row?.status ?? "notStarted")) body.status = form.get("status");
  for (const [name, key] of [
    ["due", "dueDateTime"],
    ["start", "startDateTime"],
  ])
    if (form.get(name) !== day(row?.[key])) body[key] = moment(name);
  const repeats = form.get("repeats");
  if (repeats !== "keep" && repeats !== (choiceOf(row?.recurrence) ?? "")) {
    if (repeats && !form.get("due")) throw new Error("a task that repeats needs a due date.");
    body.recurrence = recurrence(String(repeats), textOf(form, "due"), "", timeZone);
  }
  return body;
}
