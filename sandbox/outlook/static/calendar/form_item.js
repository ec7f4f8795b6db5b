// What the add-in is told of an event being written, and what it may do with it.
import { get, part, patch } from "../graph.js";
import { ewsId } from "../items.js";

const FIELDS = { to: "required", required: "required", requiredAttendees: "required", cc: "optional", optional: "optional", optionalAttendees: "optional" };

/** form: an EventForm. */
export function formItem(form) {
  const { elements } = form.form;
  const one = async () => `events/${part((await form.store(false)).id)}`;
  const names = async () => (form.id ? (await get(`events/${part(form.id)}?$select=categories`)).categories : []);
  return {
    getBody: async (type) => (type === "text" ? form.editor.text() : form.editor.html()),
    setBody: async (text, type = "html", how = "replace") => form.editor.write(text, type, how),
    getSubject: async () => elements.subject.value,
    setSubject: async (text) => void (elements.subject.value = text),
    getRecipients: async (field) => form[FIELDS[field]]?.list ?? [],
    setRecipients: async (field, list, more = false) => form[FIELDS[field]].set(more ? [...form[FIELDS[field]].list, ...list] : list),
    getAttachments: async () => form.event?.attachmentList ?? [],
    getAttachmentContent: async () => {
      throw new Error("An event being written has no attachments here.");
    },
    getCategories: names,
    addCategories: async (more) => void (await patch(await one(), { categories: [...new Set([...(await names()), ...more])] })),
    removeCategories: async (fewer) => void (await patch(await one(), { categories: (await names()).filter((each) => !fewer.includes(each)) })),
    saveDraft: async () => ewsId((await form.store(false)).id),
    descriptor: descriptor(form),
  };
}

function descriptor(form) {
  const { elements } = form.form;
  const { name, address } = form.calendar.app.config;
  const at = (day, time) => `${elements[day].value}T${elements.allDay.checked ? "00:00" : elements[time].value}`;
  return {
    kind: "appointment", mode: "compose", restId: form.id, itemId: ewsId(form.id), subject: elements.subject.value, internetMessageId: null,
    conversationId: null, from: { name, address }, organizer: { name, address }, to: form.required.list, cc: form.optional.list, attachments: [],
    categories: form.event?.categories ?? [], start: form.event?.startUtc ?? at("startDay", "startTime"), end: form.event?.endUtc ?? at("endDay", "endTime"),
    location: elements.location.value, isAllDay: elements.allDay.checked,
  };
}
