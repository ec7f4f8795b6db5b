"""PURE. What a decision about one mail may see, and what it can be."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from core.emails import FilingPolicy, Person
from core.mails import Mail, MailPlace
from core.records import Key
from core.values import valueclass
from worker.sync.actions import Reason


class How(StrEnum):
    """What asks for a mail to be filed."""

    CATEGORY = "category"
    FOLDER = "folder"
    AUTOMATIC = "automatic"
    SHARED = "shared"


class Stand(StrEnum):
    """The email in the org: nobody filed it; it was filed, and somebody deleted the record in the CRM (looked for only
    where it is asked for anew); another run is at it; its record is there but files may be missing; its record is
    there."""

    NONE = "none"
    GONE = "gone"
    BUSY = "busy"
    UNFINISHED = "unfinished"
    FILED = "filed"

    @property
    def is_free(self) -> bool:
        """There is no record, and nobody is making one."""
        return self in (Stand.NONE, Stand.GONE)


class Hold(StrEnum):
    """This mail's own part: see core.models.filing."""

    HELD = "held"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


@valueclass(frozen=True, slots=True)
class Holding:
    """What was known of this very mail when it was last looked at. how: of a withdrawn one, what took it back."""

    how: How
    state: Hold
    marked: bool
    place: MailPlace


@valueclass(frozen=True, slots=True)
class Wanted:
    """What a person chose in the pane for this very mail (core.shares.ShareWish). attachments: their keys, None: all
    that the policy takes. taken_back: it shall not be filed any more."""

    who: tuple[Key, ...] = ()
    related: Key | None = None
    attachments: frozenset[str] | None = None
    taken_back: bool = False


@valueclass(frozen=True, slots=True)
class Setting:
    """What holds for all mails of a run. address: the mailbox's. since: mails before it are never filed automatically;
    None where nothing is filed automatically. former: categories that filed mails before another was chosen."""

    policy: FilingPolicy
    address: str
    since: datetime | None = None
    former: tuple[str, ...] = ()


@valueclass(frozen=True, slots=True)
class Case:
    """One mail, or None where it is gone. people: by lower-case address. crm_key: of the record that is there. wanted:
    where a person shared it in the pane and that is not done yet. apart: the code of a Reason, where another mail was
    filed under its identity (worker.filing.likeness)."""

    mail: Mail | None
    holding: Holding | None = None
    stand: Stand = Stand.NONE
    crm_key: Key | None = None
    people: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    wanted: Wanted | None = None
    apart: str = ""


@valueclass(frozen=True, slots=True)
class File:
    """Make its record, or join one that is there already."""

    how: How
    reason: Reason


@valueclass(frozen=True, slots=True)
class Join:
    """The record is there; this mail holds it too and is marked where it is not yet."""

    how: How
    reason: Reason


@valueclass(frozen=True, slots=True)
class Withdraw:
    """Its user takes it back: the record goes with the last one who holds it, and the marks go."""

    reason: Reason


@valueclass(frozen=True, slots=True)
class Keep:
    """The mail was deleted or is junk: the record stays, the mail is only noted as gone."""

    reason: Reason


@valueclass(frozen=True, slots=True)
class Skip:
    """Nothing to do. tell: worth an operation of its own, as the user asked for something that is not done."""

    reason: Reason
    tell: bool = False


@valueclass(frozen=True, slots=True)
class Wait:
    """Another run is at the same email."""

    reason: Reason
    seconds: int


Decision: TypeAlias = File | Join | Withdraw | Keep | Skip | Wait
