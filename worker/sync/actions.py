"""PURE. What a Plan can hold. Actions name records by side and key; `apply` looks links up when it acts, because a
create earlier in the same Plan may have made them."""

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from core.reasons import Reason as Reason
from core.records import Fields, Key, Place, Side, Value, Version
from core.values import valueclass

# Of a Defer: the record is looked at once more in the same run.
READ_AGAIN_SECONDS = 0
WRITE_FIRST = "left_view_write_first"
CALLED_OFF = "called_off"


@valueclass(frozen=True, slots=True)
class Clash:
    """The same field changed on both sides. winner None: a person must decide. base: the value before."""

    field: str
    exchange: Value
    crm: Value
    base: Value
    winner: Side | None


@valueclass(frozen=True, slots=True)
class Sight:
    """What of a link's own state is to be saved when the action was carried out: the versions of the states that
    the decision saw (None: leave), whether the CRM record is inside the view (None: leave), Record.identity of the
    Exchange item (None: leave), and whether its user was seen to be the organiser."""

    exchange: Version | None = None
    crm: Version | None = None
    in_view: bool | None = None
    meeting: str | None = None
    hosted: bool = False


@valueclass(frozen=True, slots=True)
class Create:
    """Make the record `source` (a key of side.other) on `side`. settle: the base afterwards. link_id: restore this
    parked or broken link instead of making a new one. held: what the source holds otherwise than the base then."""

    side: Side
    source: Key
    fields: Fields
    settle: Fields
    seen: Sight
    reason: Reason
    link_id: str | None = None
    categories: tuple[str, ...] | None = None
    held: Fields = field(default_factory=dict)
    restore: bool = False  # Exchange: give back the Outlook-only fields that were kept when the copy was removed


@valueclass(frozen=True, slots=True)
class Update:
    """Write `fields` (changed ones only) to `key` on `side`, if it still has `version`. settle: what is added to
    the base when it is done. categories/place: Exchange only, None leaves alone. clashes: decided with it. apart: what
    the other side holds otherwise than the base then; own: what this side counts as having told (Merge). whole: as in
    Delete."""

    side: Side
    key: Key
    version: Version | None
    fields: Fields
    settle: Fields
    seen: Sight
    reason: Reason
    categories: tuple[str, ...] | None = None
    place: Place | None = None
    clashes: tuple[Clash, ...] = ()
    apart: Fields = field(default_factory=dict)
    own: Fields = field(default_factory=dict)
    whole: Key | None = None

    @property
    def removal(self) -> tuple[Side, Key] | None:
        """The record that nobody shall count on any more, though it stays."""
        return (self.side, self.key) if self.reason.code == CALLED_OFF else None


@valueclass(frozen=True, slots=True)
class Delete:
    """Delete `key` on `side`. park: the reason code under which the link is parked afterwards (leaving the view);
    None: the link ends. archive: the last state of the record that is deleted, kept in the Operation. whole: the series
    that it went with."""

    side: Side
    key: Key
    version: Version | None
    archive: Fields
    reason: Reason
    park: str | None = None
    whole: Key | None = None

    @property
    def removal(self) -> tuple[Side, Key]:
        """The record that goes."""
        return self.side, self.key


@valueclass(frozen=True, slots=True)
class Agree:
    """No remote write: link the two keys, or refresh a link's keys, versions, base, held and view."""

    keys: Mapping[Side, Key]
    settle: Fields
    seen: Sight
    reason: Reason
    link_id: str | None = None
    held: Mapping[Side, Fields] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()


@valueclass(frozen=True, slots=True)
class Unlink:
    """End the link, or park it (park: the Reason code) so that neither key is matched or created again."""

    link_id: str
    reason: Reason
    park: str | None = None
    seen: Sight = field(default_factory=Sight)


@valueclass(frozen=True, slots=True)
class Defer:
    """Nothing now; the Hint is dropped (wait_seconds None) or kept for later."""

    side: Side
    key: Key
    reason: Reason
    wait_seconds: int | None = None

    @property
    def removal(self) -> tuple[Side, Key] | None:
        """The record whose removal waits for a write that is part of the same plan."""
        return (self.side, self.key) if self.reason.code == WRITE_FIRST else None


@valueclass(frozen=True, slots=True)
class Report:
    """Open an Issue (a person must act): ambiguous, duplicate, conflict, … candidates: keys of the other side.
    label: the words of its category in Outlook, None for none."""

    side: Side
    key: Key
    code: str
    reason: Reason
    candidates: tuple[Key, ...] = ()
    label: str | None = None
    clashes: tuple[Clash, ...] = ()


Removing: TypeAlias = Delete | Defer | Update
Action: TypeAlias = Create | Update | Delete | Agree | Unlink | Defer | Report


@valueclass(frozen=True, slots=True)
class Held:
    """Why a guard refuses a whole Plan (I12): nothing of it is written until a person approves it by name."""

    code: str
    reason: Reason


@valueclass(frozen=True, slots=True)
class Plan:
    """Actions in the order in which they are carried out; unchanged: how many pairs needed nothing."""

    actions: tuple[Action, ...]
    unchanged: int = 0
    held: Held | None = None
