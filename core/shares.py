"""PURE. What people wish of an item that they share in the task pane, as it is kept in the table `share`.

The row is the truth and the intent: the API writes it and wakes the worker, the worker carries it out under the
mailbox's lease, and whatever is cut off is taken up again by the next run, because the row still says `pending` or
`undoing`. Doing it twice is harmless: an email is reserved by its Message-ID, an event by its category.

Share on send: the pane makes a key of its own, puts it on the draft as the header `x-bothways-share` (internetHeaders),
and posts the share at once with that key as `on_send` and the draft's item id. The worker reads the draft's Message-ID,
which stays when the mail is sent, and files the sent mail at the next run or when the pane asks again. Where the draft
cannot be read any more, the header finds the sent mail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from core.records import Key
from core.store import Choice, Regarding

EMAIL, EVENT = "email", "event"
PENDING, SHARED, UNDOING, UNDONE, FAILED = "pending", "shared", "undoing", "undone", "failed"
# What the worker still has to look at; one that failed is taken up again with its mail, by the retries.
OPEN = (PENDING, UNDOING)
HEADER = "x-bothways-share"
# A draft that was never sent is not waited for any longer.
LONGEST_DRAFT = timedelta(days=30)
# A share whose systems do not answer is given up.
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ticked:
    """An attachment that the user chose. id: Office.js's, which not every client keeps; then its name counts."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody of a shared event: the address, the answer, and whom the CRM knows by it (key None: nobody)."""

    address: str
    status: str
    key: Key | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShareWish:
    """subject: of the item, for people. who: contacts and leads of the CRM; none: those whom our own rule finds.
    related: what else the email is about; None: the contact's account, if it is chosen so. attachments: None: all that
    the org takes. on_send: the pane's key of a mail that is not sent yet. delete: undoing an event deletes its CRM
    record, too. key: the item's key in our store, once it was found. begun: the worker has taken it up as it is now.
    attendees: of an event. again: it failed and was taken up once more, when its event had come to the CRM.

    Of an event `who` and `related` are written to all of its records, of a series also to those that come later. given:
    what was written by choices before this one; before: what records that were there before the share were about;
    names: of those who are chosen and whom the CRM holds."""

    subject: str = ""
    who: tuple[Key, ...] = ()
    related: Key | None = None
    attachments: tuple[Ticked, ...] | None = None
    on_send: str | None = None
    delete: bool = False
    key: Key | None = None
    begun: bool = False
    attendees: tuple[Attendee, ...] = ()
    again: bool = False
    given: tuple[Key, ...] = ()
    before: Mapping[Key, Regarding] = field(default_factory=dict)
    names: Mapping[Key, str] = field(default_factory=dict)

    @property
    def regarding(self) -> Regarding:
        return Regarding(self.related, self.who)

    @property
    def choice(self) -> Choice:
        return Choice(self.regarding, frozenset(self.given), self.before)

    @property
    def withdrawn(self) -> Choice:
        """What takes all of it off again."""
        return Choice(Regarding(), frozenset((*self.given, *self.regarding.keys)), self.before)

    def to_json(self) -> dict[str, Any]:
        """For the row's column `wish`."""
        files = self.attachments
        return {
            "subject": self.subject,
            "who": list(self.who),
            "related": self.related,
            "attachments": None if files is None else [{"id": one.id, "name": one.name} for one in files],
            "on_send": self.on_send,
            "delete": self.delete,
            "key": self.key,
            "begun": self.begun,
            "attendees": [
                {"address": one.address, "status": one.status, "key": one.key, "name": one.name}
                for one in self.attendees
            ],
            "again": self.again,
            "given": list(self.given),
            "before": {key: [one.what, *one.who] for key, one in self.before.items()},
            "names": dict(self.names),
        }

    def found(self, key: Key) -> "ShareWish":
        return replace(self, key=key, begun=True)

    def following(self, earlier: "ShareWish") -> "ShareWish":
        """As the next choice of the same share: it knows what that one has put on the records."""
        given = tuple(dict.fromkeys((*earlier.given, *earlier.regarding.keys)))
        return replace(self, key=earlier.key, given=given, before=earlier.before)

    def noted(self, now: Mapping[Key, Regarding]) -> "ShareWish":
        """With records that were there before the share, as they are now; what the share has given them is none of
        theirs."""
        own = {
            key: Regarding(
                None if one.what in self.given else one.what, tuple(who for who in one.who if who not in self.given)
            )
            for key, one in now.items()
        }
        return replace(self, before={**own, **self.before})

    def forgotten(self) -> "ShareWish":
        """Taken off the records."""
        return replace(self, given=(), before={})

    def kept(self, names: Mapping[Key, str]) -> "ShareWish":
        """Written as chosen."""
        return replace(self, given=self.regarding.keys, names=names)


def wish_of(stored: Mapping[str, Any]) -> ShareWish:
    """The reverse of `to_json`; what an older row lacks is as by default."""
    files = stored.get("attachments")
    return ShareWish(
        subject=stored.get("subject") or "",
        who=tuple(stored.get("who") or ()),
        related=stored.get("related"),
        attachments=None if files is None else tuple(Ticked(one["id"], one["name"]) for one in files),
        on_send=stored.get("on_send"),
        delete=bool(stored.get("delete")),
        key=stored.get("key"),
        begun=bool(stored.get("begun")),
        attendees=tuple(Attendee(**one) for one in stored.get("attendees") or ()),
        again=bool(stored.get("again")),
        given=tuple(stored.get("given") or ()),
        before={key: Regarding(one[0], tuple(one[1:])) for key, one in (stored.get("before") or {}).items()},
        names=dict(stored.get("names") or {}),
    )
