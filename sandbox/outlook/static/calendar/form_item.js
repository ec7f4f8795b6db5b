// What the add-in is told of an event being written, and what it may do with it.
import { get, part, patch } from "../graph.js";
import { ewsId, fromAddin } from "../items.js";
import { localMinute, momentOf } from "../words.js";

/** @typedef {import("./event_form.js").EventForm} EventForm @typedef {keyof typeof FIELDS} Field */
/** @typedef {import("../host/address_book.js").AnyPerson} AnyPerson */

/** The shim's names of both lists of people. */
const FIELDS = /** @type {const} */ ({ to: "required", cc: "optional" });

/** @param {EventForm} form @returns {import("../types.js").Item} */
export function formItem(form) {
  const elements = form.controls;
  const one = async () => `events/${part((await form.store(false)).id)}`;
  const names = async () => (form.id ? (await get(`events/${part(form.id)}?$select=categories`)).categories : []);
  return {
    getBody: async (/** @type {string} */ type) => (type === "text" ? form.editor.text() : form.editor.html()),
    setBody: async (/** @type {string} */ text, /** @type {"html"|"text"} */ type) => form.editor.write(text, type),
    getSubject: async () => elements.subject.value,
    setSubject: async (/** @type {string} */ text) => void (elements.subject.value = text),
    getRecipients: async (/** @type {Field} */ field) => form[FIELDS[field]].list,
    setRecipients: async (/** @type {Field} */ field, /** @type {AnyPerson[]} */ list) =>
      form[FIELDS[field]].set(list.map(fromAddin)),
    ...times(form),
    getAttachments: async () => form.event?.attachmentList ?? [],
    getAttachmentContent: async () => {
      throw new Error("An event being written has no attachments here.");
    },
    getCategories: names,
    addCategories: async (/** @type {string[]} */ more) =>
      void (await patch(await one(), { categories: [...new Set([...(await names()), ...more])] })),
    removeCategories: async (/** @type {string[]} */ fewer) =>
      void (await patch(await one(), {
        categories: (await names()).filter((/** @type {string} */ each) => !fewer.includes(each)),
      })),
    saveDraft: async () => ewsId((await form.store(false)).id),
    descriptor: descriptor(form),
    form,
  };
}

/** @type {Record<"Start"|"End", [string, string]>} */
const DAY_AND_TIME = { Start: ["startDay", "startTime"], End: ["endDay", "endTime"] };

/** @typedef {Record<string, HTMLInputElement>} Fields */

/** @param {Fields} elements @param {"Start"|"End"} name */
function local(elements, name) {
  const [day, time] = DAY_AND_TIME[name];
  return `${elements[day].value}T${elements.allDay.checked ? "00:00" : elements[time].value}`;
}

/** Tell the add-in when the event is now; not while a date is half typed. @param {EventForm} form */
export function timesChanged({ controls: elements, calendar }) {
  if (!Object.values(DAY_AND_TIME).flat().every((name) => elements[name].value)) return;
  const [start, end] = /** @type {const} */ (["Start", "End"]).map((name) => new Date(momentOf(local(elements, name))));
  calendar.app.addin.changed("olkAppointmentTimeChanged", { start, end });
}

/** @param {EventForm} form */
function times(form) {
  const elements = form.controls;
  const set = (/** @type {"Start"|"End"} */ name) => async (/** @type {string} */ moment) => {
    const [day, time] = DAY_AND_TIME[name];
    [elements[day].value, elements[time].value] = localMinute(new Date(moment)).split("T");
    if (name === "Start") form.follow();
    timesChanged(form);
  };
  return {
    getStart: async () => momentOf(local(elements, "Start")),
    setStart: set("Start"),
    getEnd: async () => momentOf(local(elements, "End")),
    setEnd: set("End"),
    getLocation: async () => elements.location.value,
    setLocation: async (/** @type {string} */ text) => void (elements.location.value = text),
  };
}

/** @param {EventForm} form @returns {import("../host/snapshot.js").Descriptor} */
function descriptor(form) {
  const elements = form.controls;
  const { name, address } = form.calendar.app.config;
  return {
    kind: "appointment",
    mode: "compose",
    restId: form.id,
    itemId: ewsId(form.id),
    subject: elements.subject.value,
    internetMessageId: null,
    conversationId: null,
    from: { name, address },
    organizer: { name, address },
    to: form.required.list,
    cc: form.optional.list,
    attachments: [],
    start: momentOf(local(elements, "Start")),
    end: momentOf(local(elements, "End")),
    location: elements.location.value,
  };
}
