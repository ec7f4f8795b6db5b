"""PURE. Events that stay in the CRM though Outlook has them no more, or keeps them to itself from now on.

A meeting that its user deleted stays in the CRM, as other people may take part in it; it says so in its subject, and
its time is free, so that nobody counts on it. An event that was made private after it was shared rests, and what the
CRM still tells of it is for a person to decide; of a series somebody is told once. The time that private events took in
the CRM is given back when they are to stay in Outlook.
"""

from collections.abc import Iterable

from core.policy import Private
from core.records import Gone, Key, Link, Pair, Record, Side, Value, label
from worker.sync.actions import CALLED_OFF, READ_AGAIN_SECONDS, Action, Defer, Reason, Report, Sight, Update
from worker.sync.linked import in_view_now, key_on, name_of, record_on
from worker.sync.series import is_occurrence, series_of, whole_of
from worker.sync.setting import Setting

REMOVED = "Removed in Outlook: "
SUBJECT_LENGTH = 255  # of Salesforce's Event.Subject
TURNED_PRIVATE = "turned_private"
SECRET = ("private", "confidential")
BUSY = "Busy"  # what both connectors call a private event whose time is to be seen
DETAILS = ("body", "location", "attendees")  # which they leave out of it


def called_off(pair: Pair, link: Link, setting: Setting) -> list[Action]:
    """The CRM's event marked, and the pair looked at once more to be put to rest; nothing where it says so already,
    belongs to a colleague, or deletions are not to reach the CRM."""
    crm = record_on(pair, Side.CRM)
    if crm is None or not crm.writable or not setting.policy.delete_in_crm:
        return []
    if not _was_own(pair, link, crm):
        return []
    held = {field.name for field in setting.fields}
    wanted: dict[str, Value] = {"subject": _marked(crm), "show_as": "free"}
    fields = {name: value for name, value in wanted.items() if name in held and crm.fields.get(name) != value}
    if "subject" not in fields:
        return []
    reason, seen = Reason(CALLED_OFF, {"name": name_of(pair, link)}), Sight(in_view=in_view_now(pair, link))
    update = Update(Side.CRM, crm.key, crm.version, fields, fields, seen, reason, whole=whole_of(link))
    return [update, Defer(Side.EXCHANGE, key_on(pair, link, Side.EXCHANGE), reason, READ_AGAIN_SECONDS)]


def _was_own(pair: Pair, link: Link, crm: Record) -> bool:
    """Whether it was the user's own meeting, which nobody goes on with. Where that is not known, somebody who is no
    invitee of the event may be the user: a copy of another's meeting names whose copy it is."""
    gone = pair.exchange
    if isinstance(gone, Gone) and gone.own is not None:
        return gone.own
    if link.hosted:
        return True
    return not _people(link.base.get("attendees")) - _people(crm.fields.get("attendees"))


def _people(value: Value) -> set[str]:
    return {one.partition("|")[0] for one in value} if isinstance(value, tuple) else set()


def _marked(crm: Record) -> str:
    subject = str(crm.fields.get("subject") or "")
    return subject if subject.startswith(REMOVED) else f"{REMOVED}{subject}"[:SUBJECT_LENGTH].strip()


def unmarked(subject: Value) -> Value:
    """As it was before it was called off."""
    return subject.removeprefix(REMOVED) if isinstance(subject, str) else subject


def turned_private(pair: Pair, link: Link, setting: Setting) -> bool:
    """Whether it was shared as something that everybody may know of, and is private now. What the CRM tells of a
    colleague's meeting is the colleague's to say."""
    item, crm = record_on(pair, Side.EXCHANGE), record_on(pair, Side.CRM)
    if item is None or setting.policy.private is not Private.SKIP or (crm is not None and not crm.writable):
        return False
    return item.fields.get("sensitivity") in SECRET and link.base.get("sensitivity") not in SECRET


def is_left_block(pair: Pair, link: Link, setting: Setting) -> bool:
    """Whether the CRM's event is nothing but the time of a private one, written while it was to be seen, which is to
    stay in Outlook now. A private event that came from the CRM may be called the same: of an item that is gone, the
    link tells it."""
    crm, item = record_on(pair, Side.CRM), record_on(pair, Side.EXCHANGE)
    if setting.policy.private is not Private.SKIP or crm is None or not crm.writable:
        return False
    if link.base.get("sensitivity") not in SECRET or not link.base.get("subject") == crm.fields.get("subject") == BUSY:
        return False
    return link.origin == Side.EXCHANGE and _is_bare(crm) if item is None else item.nameless


def may_be_given_back(pair: Pair, setting: Setting) -> bool:
    """Whether such a block may be deleted without asking: nobody wrote anything on it there."""
    crm = record_on(pair, Side.CRM)
    return setting.policy.delete_in_crm and crm is not None and _is_bare(crm)


def _is_bare(crm: Record) -> bool:
    return not any(crm.fields.get(name) for name in DETAILS)


def still_told(pair: Pair, link: Link) -> Report:
    """Until the CRM's event is deleted, or the one in Outlook is public again. An occurrence goes by the name of its
    series."""
    base, key = link.base, key_on(pair, link, Side.EXCHANGE)
    named = {name: value for name, value in base.items() if name != "start"} if is_occurrence(key) else base
    return Report(Side.EXCHANGE, key, TURNED_PRIVATE, Reason(TURNED_PRIVATE, {"name": label(named)}))


def told_once(actions: Iterable[Action], pairs: Iterable[tuple[Pair, Link]]) -> list[Action]:
    """The actions with one word for each series that turned private: by the occurrence that has spoken for it, else by
    the first."""
    kept = list(actions)
    keys = {one.key for one in kept if isinstance(one, Report) and one.code == TURNED_PRIVATE}
    told = {key: pair for pair, link in pairs if (key := key_on(pair, link, Side.EXCHANGE)) in keys}
    speakers: dict[Key, Key] = {}
    for key in sorted(told, key=lambda one: (told[one].issue is None, one)):
        if told[key].issue is not None or not told[key].spoken_for:
            speakers.setdefault(series_of(key), key)
    silent = keys - set(speakers.values())
    return [one for one in kept if not (isinstance(one, Report) and one.key in silent)]
