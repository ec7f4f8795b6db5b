// What the add-in is told of an event being written, and what it may do with it.
import { get, part, patch } from "../graph.js";
import { ewsId, fromAddin } from "../items.js";
import { localMinute, momentOf } from "../words.js";

const FIELDS = {
  to: "required",
  required: "required",
  requiredAttendees: "required",
  cc: "optional",
  optional: "optional",
  optionalAttendees: "optional",
};

/** form: an EventForm. */
export function formItem(form) {
  const { elements } = form.form;
  const one = async () => `events/${part((await form.store(false)).id)}`;
  const names = async () => (form.id ? (await get(`events/${part(form.id)}?$select=categories`)).categories : []);
  return {
    getBody: async (type) => (type === "text" ? form.editor.text() : form.editor.html()),
    setBody: async (text, type) => form.editor.write(text, type),
    getSubject: async () => elements.subject.value,
    setSubject: async (text) => void (elements.subject.value = text),
    getRecipients: async (field) => form[FIELDS[field]]?.list ?? [],
    setRecipients: async (field, list) => form[FIELDS[field]].set(list.map(fromAddin)),
    ...times(form),
    getAttachments: async () => form.event?.attachmentList ?? [],
    getAttachmentContent: async () => {
      throw new Error("An event being written has no attachments here.");
    },
    getCategories: names,
    addCategories: async (more) =>
      void (await patch(await one(), { categories: [...new Set([...(await names()), ...more])] })),
    removeCategories: async (fewer) =>
      void (await patch(await one(), { categories: (await names()).filter((each) => !fewer.includes(each)) })),
    saveDraft: async () => ewsId((await form.store(false)).id),
    descriptor: descriptor(form),
  };
}

const DAY_AND_TIME = { Start: ["startDay", "startTime"], End: ["endDay", "endTime"] };

function local(elements, name) {
  const [day, time] = DAY_AND_TIME[name];
  return `${elements[day].value}T${elements.allDay.checked ? "00:00" : elements[time].value}`;
}

/** Tell the add-in when the event is now; not while a date is half typed. */
export function timesChanged({ form, calendar }) {
  if (!Object.values(DAY_AND_TIME).flat().every((name) => form.elements[name].value)) return;
  const [start, end] = ["Start", "End"].map((name) => new Date(momentOf(local(form.elements, name))));
  calendar.app.addin.changed("olkAppointmentTimeChanged", { start, end });
}

function times(form) {
  const { elements } = form.form;
  const set = (name) => async (moment) => {
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
    setLocation: async (text) => void (elements.location.value = text),
  };
}

function descriptor(form) {
  const { elements } = form.form;
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
    categories: form.event?.categories ?? [],
    start: momentOf(local(elements, "Start")),
    end: momentOf(local(elements, "End")),
    location: elements.location.value,
  };
}
