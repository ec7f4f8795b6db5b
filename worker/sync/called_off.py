"""PURE. Events that stay in the CRM though Outlook has them no more, or keeps them to itself from now on.

A meeting that its user deleted stays in the CRM, as other people may take part in it; it says so in its subject, and
its time is free, so that nobody counts on it. An event that was made private after it was shared rests, and what the
CRM still tells of it is for a person to decide.
"""

from core.policy import Private
from core.records import Gone, Link, Pair, Record, Side, Value, label
from worker.sync.actions import CALLED_OFF, READ_AGAIN_SECONDS, Action, Defer, Reason, Report, Sight, Update
from worker.sync.linked import in_view_now, key_on, name_of, record_on
from worker.sync.series import whole_of
from worker.sync.setting import Setting

REMOVED = "Removed in Outlook: "
SUBJECT_LENGTH = 255  # of Salesforce's Event.Subject
TURNED_PRIVATE = "turned_private"
SECRET = ("private", "confidential")


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


def turned_private(pair: Pair, link: Link, setting: Setting) -> bool:
    """Whether it was shared as something that everybody may know of, and is private now."""
    item = record_on(pair, Side.EXCHANGE)
    if item is None or setting.policy.private is not Private.SKIP:
        return False
    return item.fields.get("sensitivity") in SECRET and link.base.get("sensitivity") not in SECRET


def still_told(pair: Pair, link: Link) -> Report:
    """Until the CRM's event is deleted, or the one in Outlook is public again."""
    words = {"name": label(link.base)}  # what is private now is called Busy
    key = key_on(pair, link, Side.EXCHANGE)
    return Report(Side.EXCHANGE, key, TURNED_PRIVATE, Reason(TURNED_PRIVATE, words), (key_on(pair, link, Side.CRM),))
