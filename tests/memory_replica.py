"""One side's records in memory, as its users see and edit them. A real small server, not a mock: it keeps an
ever-growing change sequence, recycle bin, list view, merges and, where asked for, keys that change with a move."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.objects import COMPLETED, CONTACT, EVENT, TASK, ObjectType
from core.policy import DEFAULTS
from core.records import Fields, Key, Place, Record, Side, Value, Version, canonical_fields
from core.window import window_of

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
EVERYTHING = frozenset(CONTACT.fields)
CRM_HOLDS = (
    EVERYTHING
    - {"email_address_2", "email_address_3", "business_home_page", "nickname"}
    - {name for name in EVERYTHING if name.startswith("home_") and name != "home_phone"}
)


@dataclass(frozen=True)
class Traits:
    """How a side behaves.

    holds: the canonical fields its store reads and writes. tells_versions: a write answers the new version
    (Salesforce does not). keys_move: a move gives the item a new key, the old one is dead for writes (EWS).
    glimpses: the feed names keys and versions only (EWS). accounts: names of accounts; a company is held as the
    account it finds, else not at all (Salesforce); None: kept as it is. lowers: fields that are stored in lower
    case (Salesforce e-mail). required: fields without which a record is refused. limits: longest text by field.
    calendar: one place, and a rolling window (events). fixed: an item cannot leave its place, which counts as the
    right one (To Do). tells_people: attendees and times of meetings cannot be written without sending mail (Graph).
    stamps: records keep what they were written with (Salesforce, where the org has a field for that).
    rests_after: a completed record leaves the view so long after its last change, which no feed tells.
    """

    side: Side
    holds: frozenset[str] = EVERYTHING
    tells_versions: bool = True
    keys_move: bool = False
    glimpses: bool = False
    accounts: tuple[str, ...] | None = None
    lowers: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    limits: tuple[tuple[str, int], ...] = ()
    page: int = 4
    batch: int = 5
    category: str = "Salesforce"
    object_type: ObjectType = CONTACT
    calendar: bool = False
    fixed: bool = False
    tells_people: bool = False
    stamps: bool = True
    rests_after: timedelta | None = None


GRAPH = Traits(Side.EXCHANGE)
EWS = Traits(Side.EXCHANGE, keys_move=True, glimpses=True)
SALESFORCE = Traits(
    Side.CRM,
    holds=CRM_HOLDS,
    tells_versions=False,
    accounts=("Acme", "Blue Birds Ltd", "Contoso"),
    lowers=frozenset({"email_address_1"}),
    required=("surname",),
    limits=(("job_title", 128),),
)
PLAIN_CRM = Traits(Side.CRM, holds=CRM_HOLDS)
TASK_FIELDS = frozenset(TASK.fields)
TODO = Traits(Side.EXCHANGE, holds=TASK_FIELDS - {"percent_complete"}, object_type=TASK, fixed=True)
EWS_TASKS = Traits(Side.EXCHANGE, holds=TASK_FIELDS, object_type=TASK, keys_move=True, glimpses=True)
SALESFORCE_TASKS = Traits(
    Side.CRM,
    holds=TASK_FIELDS - {"percent_complete"},
    object_type=TASK,
    tells_versions=False,
    limits=(("subject", 255),),
    rests_after=timedelta(hours=30),
)
EVENT_FIELDS = frozenset(EVENT.fields)
GRAPH_EVENTS = Traits(Side.EXCHANGE, holds=EVENT_FIELDS, object_type=EVENT, calendar=True, tells_people=True)
EWS_EVENTS = Traits(Side.EXCHANGE, holds=EVENT_FIELDS, object_type=EVENT, calendar=True, glimpses=True)
SALESFORCE_EVENTS = Traits(
    Side.CRM,
    holds=EVENT_FIELDS - {"time_zone"},
    object_type=EVENT,
    tells_versions=False,
    calendar=True,
    limits=(("subject", 255),),
)


@dataclass
class Item:
    """A stored record. number: the change sequence at its last change, which is its version. wanted: the place
    of a move that was cut off half-way. rich: its notes hold what no text can say, and are not written over."""

    key: Key
    number: int
    fields: dict[str, Value]
    modified: datetime
    place: Place = Place.SYNCED
    categories: tuple[str, ...] = ()
    in_view: bool = True
    hidden: bool = False
    gone: bool = False
    successor: Key | None = None
    stamp: str | None = None
    peer: Key | None = None
    wanted: Place | None = None
    former: list[Key] = field(default_factory=list)
    meeting: bool = False
    writable: bool = True
    rich: bool = False


class Replica:
    """The side's data with everything a user of it can do. now: its clock (default: one second per change)."""

    def __init__(self, traits: Traits, now: Callable[[], datetime] | None = None) -> None:
        self.traits = traits
        self.items: dict[Key, Item] = {}
        self.moved: dict[Key, Key] = {}
        self.sequence = 0
        self.generation = 1
        self._made = 0
        self._now = now or (lambda: START + timedelta(seconds=self.sequence))

    # What a user does on this side.

    def add(self, fields: Fields, *, place: Place = Place.SYNCED, categories: tuple[str, ...] = ()) -> Key:
        """A new record with canonical fields; those the store does not hold are kept too."""
        return self.insert(fields, place=place, categories=categories).key

    def edit(self, key: Key, fields: Fields) -> None:
        item = self.item(key)
        item.fields = canonical_fields({**item.fields, **fields})
        self.touch(item)

    def categorise(self, key: Key, categories: tuple[str, ...]) -> None:
        item = self.item(key)
        item.categories = categories
        self.touch(item)

    def remove(self, key: Key) -> None:
        """Into the recycle bin or Deleted Items; already there: nothing."""
        item = self.item(key)
        if not item.gone:
            item.gone = True
            self.touch(item)

    def undelete(self, key: Key) -> None:
        """Out of the recycle bin, under the same key."""
        item = self.item(key)
        item.gone, item.successor = False, None
        self.touch(item)

    def merge(self, loser: Key, winner: Key) -> None:
        """The loser is deleted and names the winner as its successor (Salesforce MasterRecordId)."""
        item = self.item(loser)
        item.gone, item.successor = True, winner
        self.touch(item)
        self.touch(self.item(winner))

    def move(self, key: Key, place: Place) -> Key:
        """Into another folder; the key afterwards."""
        return self.relocate(self.item(key), place).key

    def copy(self, key: Key) -> Key:
        """A second item beside it; what we keep hidden on it is copied too (Outlook)."""
        item = self.item(key)
        copied = self.insert(item.fields, place=item.place, categories=item.categories)
        copied.stamp, copied.peer = item.stamp, item.peer
        return copied.key

    def leave_view(self, key: Key, *, silently: bool = False) -> None:
        """Out of the list view; silently: without a change of the record (the view itself was edited)."""
        self._view(key, False, silently)

    def enter_view(self, key: Key, *, silently: bool = False) -> None:
        self._view(key, True, silently)

    def hide(self, key: Key) -> None:
        """No longer shared with this user: neither read, found nor listed, and the feed does not tell."""
        self.item(key).hidden = True

    def show(self, key: Key) -> None:
        item = self.item(key)
        item.hidden = False
        self.touch(item)

    def expire_cursors(self) -> None:
        """Every cursor given out so far answers CursorExpired."""
        self.generation += 1

    # What tests look at.

    def item(self, key: Key) -> Item:
        """The item by its key, or by one it had before a move."""
        while key in self.moved:
            key = self.moved[key]
        return self.items[key]

    def living(self) -> list[Item]:
        return [item for item in self.items.values() if not item.gone]

    def in_scope(self, item: Item) -> bool:
        """CRM: inside the list view. Exchange: in the folder, or in the default folder with our category; events with
        our category."""
        if item.hidden or self._aged(item):
            return False
        if self.traits.side is Side.CRM:
            return item.in_view
        named = self.traits.category.casefold() in (name.casefold() for name in item.categories)
        if self.traits.calendar:
            return named
        return item.place is Place.SYNCED or (item.place is Place.DEFAULT and named)

    def _aged(self, item: Item) -> bool:
        """Outside the window, or completed long ago."""
        traits = self.traits
        if traits.calendar and not window_of(DEFAULTS[traits.object_type.name], self._now()).holds(item.fields):
            return True
        over = traits.rests_after is not None and item.fields.get("status") == COMPLETED
        return over and self._now() - item.modified > (traits.rests_after or timedelta())

    def record(self, item: Item) -> Record:
        held = {name: value for name, value in item.fields.items() if name in self.traits.holds}
        exchange = self.traits.side is Side.EXCHANGE
        in_scope = self.in_scope(item)
        right_place = self.traits.calendar or (self.traits.fixed and in_scope) or not exchange
        return Record(
            key=item.key,
            version=self.version(item),
            fields=held,
            in_scope=in_scope,
            place=Place.SYNCED if right_place else item.place,
            categories=item.categories if exchange else (),
            modified=item.modified,
            peer=item.peer if exchange else None,
            meeting=item.meeting,
            writable=item.writable,
        )

    def version(self, item: Item) -> Version:
        return f"{self.traits.side.value[0]}{item.number}"

    # What the store does with it.

    def insert(self, fields: Fields, *, place: Place = Place.SYNCED, categories: tuple[str, ...] = ()) -> Item:
        item = Item(self._new_key(), 0, canonical_fields(fields), self._now(), place=place, categories=categories)
        self.items[item.key] = item
        self.touch(item)
        return item

    def touch(self, item: Item) -> None:
        """The next number of the change sequence, and so a new version."""
        self.sequence += 1
        item.number = self.sequence
        item.modified = self._now()

    def relocate(self, item: Item, place: Place) -> Item:
        if item.place is place or self.traits.fixed:
            return item
        item.place, item.wanted = place, None
        if self.traits.keys_move:
            del self.items[item.key]
            old, item.key = item.key, self._new_key()
            item.former.append(old)
            self.moved[old] = item.key
            self.items[item.key] = item
        self.touch(item)
        return item

    def _view(self, key: Key, inside: bool, silently: bool) -> None:
        item = self.item(key)
        item.in_view = inside
        if not silently:
            self.touch(item)

    def _new_key(self) -> Key:
        self._made += 1
        return f"{self.traits.side.value}-{self._made}"
