"""PURE. The kinds of records that are synchronised, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.records import Side


class Kind(StrEnum):
    """How a field's value looks. Values are `str`, but DATE is `datetime.date`, INTEGER `int`, FLAG `bool`, MOMENT an
    aware `datetime` in UTC, and PEOPLE a tuple of "address|response" (RESPONSES), lower-case and sorted. A CHOICE is
    one of the field's `choices`."""

    TEXT = "text"
    LONG_TEXT = "long text"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    DATE = "date"
    INTEGER = "integer"
    FLAG = "flag"
    CHOICE = "choice"
    MOMENT = "moment"
    PEOPLE = "people"


COMPLETED = "completed"  # of a task's status
RESPONSES = ("none", "accepted", "declined", "tentative")
# In what the CRM holds of a meeting: `id|address` of those who take part, sorted. No field of a record has this name.
INVITEES = "invitees"


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical field.

    label: what people call it. flows: the sides that it may be written to. blank_flows_from_crm: False where an
    empty CRM value must never empty the Exchange one (the company survives while no account is matched). choices: of
    a CHOICE, in the order in which people expect them.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    flows: frozenset[Side] = frozenset(Side)
    blank_flows_from_crm: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One synchronised kind: its fields by name, and the word for people (singular, plural). meetings: other people
    may take part, so that both records are read before anything is decided (Record.meeting, Record.writable). unique:
    a natural key stands for one record, as an e-mail address does; else it is a hint (worker.sync.match): a second
    call on the same day is a task of its own."""

    name: str
    singular: str
    plural: str
    fields: dict[str, Field]
    meetings: bool = False
    unique: bool = False

    def shared(self, holds: Iterable[frozenset[str]]) -> tuple[Field, ...]:
        """The fields that every side holds, in catalog order."""
        sets = list(holds)
        return tuple(f for name, f in self.fields.items() if all(name in held for held in sets))


_TO_EXCHANGE = frozenset({Side.EXCHANGE})
_TO_CRM = frozenset({Side.CRM})
# What only the CRM knows, written below the notes and never read back (core.notes): of contacts the org's custom
# fields, of tasks and events the records that they are about, with links.
_SECTION = Field("crm_section", "Salesforce fields", Kind.LONG_TEXT, flows=_TO_EXCHANGE)
_ADDRESS = {
    "street": "street",
    "city": "city",
    "state": "state",
    "postal_code": "postal code",
    "country_or_region": "country",
}
_PHONES = {
    "business_phone": "Business phone",
    "business_phone_2": "Business phone 2",
    "business_fax": "Business fax",
    "home_phone": "Home phone",
    "home_phone_2": "Home phone 2",
    "home_fax": "Home fax",
    "mobile_phone": "Mobile phone",
    "other_telephone": "Other phone",
    "assistant_phone": "Assistant's phone",
    "company_main_phone": "Company main phone",
    "pager": "Pager",
    "car_phone": "Car phone",
}


def _contact_fields() -> Iterable[Field]:
    yield Field("title", "Title")
    yield Field("given_name", "First name")
    yield Field("middle_name", "Middle name")
    yield Field("surname", "Last name")
    yield Field("generation", "Suffix")
    yield Field("nickname", "Nickname")
    yield Field("company_name", "Company", blank_flows_from_crm=False)
    yield Field("department", "Department")
    yield Field("job_title", "Job title")
    for number in (1, 2, 3):
        yield Field(f"email_address_{number}", "E-mail" if number == 1 else f"E-mail {number}", Kind.EMAIL)
    for name, label in _PHONES.items():
        yield Field(name, label, Kind.PHONE)
    for place in ("business", "home", "other"):
        for part, word in _ADDRESS.items():
            kind = Kind.LONG_TEXT if part == "street" else Kind.TEXT
            yield Field(f"{place}_{part}", f"{place.capitalize()} {word}", kind)
    yield Field("birthday", "Birthday", Kind.DATE)
    yield Field("assistant_name", "Assistant's name")
    yield Field("business_home_page", "Web page", Kind.URL)
    yield Field("body", "Notes", Kind.LONG_TEXT)
    yield _SECTION


def _choice(name: str, label: str, choices: tuple[str, ...]) -> Field:
    """Exchange always has one of the choices; a value of the CRM that is none of ours empties nothing there."""
    return Field(name, label, Kind.CHOICE, blank_flows_from_crm=False, choices=choices)


def _task_fields() -> Iterable[Field]:
    yield Field("subject", "Subject")
    yield _choice("status", "Status", ("not_started", "in_progress", COMPLETED, "waiting_on_others", "deferred"))
    yield _choice("importance", "Priority", ("low", "normal", "high"))
    yield Field("due_date", "Due date", Kind.DATE)
    yield Field("reminder_due_by", "Reminder", Kind.MOMENT)
    yield Field("percent_complete", "Percent complete", Kind.INTEGER)
    yield Field("body", "Notes", Kind.LONG_TEXT)
    yield _SECTION


def _event_fields() -> Iterable[Field]:
    yield Field("subject", "Subject")
    yield Field("start", "Start", Kind.MOMENT, blank_flows_from_crm=False)
    yield Field("end", "End", Kind.MOMENT, blank_flows_from_crm=False)
    # Kept where a side has it, and written to the CRM only: an item in Outlook keeps the zone that it was made in.
    yield Field("time_zone", "Time zone", flows=_TO_CRM)
    yield Field("is_all_day", "All day", Kind.FLAG, blank_flows_from_crm=False)
    yield Field("location", "Location")
    yield _choice("show_as", "Show as", ("free", "tentative", "busy", "oof", "working_elsewhere"))
    yield Field("reminder_minutes", "Reminder", Kind.INTEGER)
    yield _choice("sensitivity", "Privacy", ("normal", "personal", "private", "confidential"))
    yield Field("attendees", "Attendees", Kind.PEOPLE)
    yield Field("body", "Notes", Kind.LONG_TEXT)
    yield _SECTION


CONTACT = ObjectType("contact", "contact", "contacts", {f.name: f for f in _contact_fields()}, unique=True)
TASK = ObjectType("task", "task", "tasks", {f.name: f for f in _task_fields()})
EVENT = ObjectType("event", "event", "events", {f.name: f for f in _event_fields()}, meetings=True)
# In catalog order: what others may refer to comes first.
OBJECT_TYPES = {one.name: one for one in (CONTACT, TASK, EVENT)}
