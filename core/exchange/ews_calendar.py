"""A calendar through Exchange Web Services.

SyncFolderItems names single events and series, never occurrences; a changed occurrence shows as a change of its
series (MS-OXWSSYNC). Occurrences come from calendar views, which know no filter and tell the series by its UID.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise
from math import ceil

from core.errors import SyncError
from core.exchange import ews_attendees, ews_inviting, ews_items, ews_search, ews_writes, wire
from core.exchange.calendar import WIDEST, CalendarPage, Guests, Slot, Span
from core.exchange.errors import malformed
from core.exchange.ews import CHUNK, EwsClient, m
from core.exchange.ews_categories import ensure_categories
from core.exchange.ews_events import EVENT, KINDS, day_of_moment, whole_days
from core.exchange.ews_folders import EwsFolders
from core.exchange.ews_paths import CATEGORIES, SEARCH_KEY, Element, M, T, field, named, shape, t
from core.exchange.ews_reading import EwsReader
from core.exchange.http import Meter
from core.exchange.identities import Identities
from core.exchange.mailbox import ORIGIN, STAMP, Item, Write
from core.exchange.packing import packed
from core.exchange.zones import zone_of
from core.item_ids import ews_id
from core.records import Away
from core.store import Outcome, Removal

# EWSFindCountLimit of an Exchange server as installed: a view that holds more is cut off.
MOST = 1000
SHORTEST = timedelta(hours=1)
# A view that was cut off is cut into at most so many; each has room for so much more than it would hold on average.
MOST_PIECES, ROOM = 32, 1.15
_SIGHTED = (
    CATEGORIES,
    SEARCH_KEY,
    named(ORIGIN),
    field("item:Sensitivity"),
    *(
        field(f"calendar:{name}")
        for name in ("UID", "Start", "End", "IsAllDayEvent", "CalendarItemType", "AppointmentState", "StartTimeZone")
    ),
)
_VIEWED = (
    field("item:Subject"),
    *(field(f"calendar:{name}") for name in ("UID", "Start", "End", "OriginalStart", "CalendarItemType")),
)


class EwsCalendar:
    """Implements core.exchange.calendar.Calendar."""

    batch = CHUNK
    tells_people = False
    follows = True

    def __init__(self, client: EwsClient) -> None:
        self._client = client
        self._reader = EwsReader(client, EVENT)
        self._folders = EwsFolders(client, EVENT)
        self._home = ""
        self._identities = Identities()
        self._zone: str | None = None
        # How many events were seen to be made in a zone.
        self._zones: Counter[str] = Counter()

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def open(self) -> str:
        self._home = self._folders.home()
        return self._home

    def is_alive(self, folder: str) -> bool:
        return folder in self._folders.alive()

    def zone(self) -> str | None:
        """What the user chose in Outlook on the web; Exchange has no other place for it. Of who never opened that, the
        zone in which most events were made. Asked once."""
        if self._zone is None:
            usual = self._zones.most_common(1)
            self._zone = self._chosen_zone() or (usual[0][0] if usual else "")
        return self._zone or None

    def _chosen_zone(self) -> str | None:
        asked = m("UserConfigurationName", t("DistinguishedFolderId", Id="root"), Name="OWA.UserOptions")
        properties = m("UserConfigurationProperties", text="Dictionary")
        replies = self._client.send("GetUserConfiguration", asked, properties)
        if not replies or isinstance(replies[0], SyncError):
            return None
        for entry in replies[0].iter(f"{T}DictionaryEntry"):
            if (entry.findtext(f"{T}DictionaryKey/{T}Value") or "").lower() == "timezone":
                return entry.findtext(f"{T}DictionaryValue/{T}Value") or None
        return None

    def feed(self, state: str | None, window: Span) -> Iterator[CalendarPage]:
        for reply, state_, _ in self._reader.changes(self._home, state, _SIGHTED):
            items: list[Item] = []
            series: list[str] = []
            removed: list[str] = []
            for what, key, _version, element in self._reader.entries(reply):
                if what == "Delete" or element is None:
                    removed.append(key)
                    continue
                if identity := ews_items.identity(element):
                    self._identities.note(key, identity)
                    removed += self._identities.former(identity)
                item = ews_items.decode(EVENT, element)
                if item and item.happening.zone and zone_of(item.happening.zone) not in (None, UTC):
                    self._zones[item.happening.zone] += 1
                if item and item.happening.kind == "series":
                    series.append(key)
                elif item:
                    items.append(replace(item, folder=self._home))
            yield CalendarPage(tuple(items), tuple(series), tuple(removed), state_, whole=False)

    def key_of(self, item_id: str) -> str:
        return ews_id(item_id)

    def items(self, ids: Sequence[str]) -> dict[str, Item | Away]:
        return self._reader.get(list(dict.fromkeys(ids)))

    def moved(self, ids: Sequence[str]) -> dict[str, Item]:
        if not any(self._identities.of(one) for one in ids):
            return {}
        return self._reader.moved(self._identities, ids, self._everywhere(), self._home, keeps=True)

    def is_sure(self, event: str) -> bool:
        return self._identities.of(event) is not None or self._everywhere() == [self._home]

    def with_exceptions(self, series: Sequence[Item]) -> list[Item]:
        return list(series)

    def slots(self, series: Sequence[Item], spans: Sequence[Span]) -> dict[str, list[Slot]]:
        by_uid = {one.happening.series: one for one in series}
        found: dict[str, dict[str, Slot]] = {one.key: {} for one in series}
        for span in spans if series else ():
            for slot in self.view(span):
                owner = by_uid.get(slot.series) if slot.series else None
                if owner:
                    found[owner.key][slot.id] = _placed(slot, owner)
        return {key: list(slots.values()) for key, slots in found.items()}

    def view(self, span: Span, *, stamps: bool = False) -> list[Slot]:
        """In pieces where it is wider, or holds more, than a server tells at once."""
        if span.last - span.first > WIDEST:
            return self._pieces(span, 2, stamps=stamps)
        view = m(
            "CalendarView",
            MaxEntriesReturned=str(MOST),
            StartDate=wire.wire_moment(span.first),
            EndDate=wire.wire_moment(span.last),
        )
        paths = (*_VIEWED, named(STAMP)) if stamps else _VIEWED
        parents = m("ParentFolderIds", t("FolderId", Id=self._home))
        root = self._client.one("FindItem", shape(paths), view, parents, Traversal="Shallow").find(f"{M}RootFolder")
        if root is None:
            raise malformed(self.address, "FindItem: no RootFolder")
        found = (_slot(element) for element in ews_search.items_of(self._client, root).iterfind(f"{T}CalendarItem"))
        slots = [slot for slot in found if slot]
        if root.get("IncludesLastItemInRange") == "false" and span.last - span.first > SHORTEST:
            return self._pieces(span, _needed(span, slots), stamps=stamps)
        return slots

    def _pieces(self, span: Span, count: int, *, stamps: bool) -> list[Slot]:
        edges = [span.first + (span.last - span.first) / count * number for number in range(count)]
        pieces = [Span(first, last) for first, last in pairwise([*edges, span.last])]
        return list({slot.id: slot for piece in pieces for slot in self.view(piece, stamps=stamps)}.values())

    def series_of(self, slots: Sequence[Slot]) -> dict[str, str]:
        """One of each series is asked for its series."""
        by_uid = {slot.series: slot for slot in slots if slot.series}
        found: dict[str, str] = {}
        for chunk in packed(list(by_uid.values()), CHUNK):
            ids = m("ItemIds", *(t("RecurringMasterItemId", OccurrenceId=slot.id) for slot in chunk))
            replies = self._client.send("GetItem", shape(()), ids)
            for slot, reply in zip(chunk, replies, strict=False):
                item_id = None if isinstance(reply, SyncError) else reply.find(f"{M}Items/*/{T}ItemId")
                if item_id is not None:
                    found[slot.series] = item_id.get("Id", "")
        return {slot.id: found[slot.series] for slot in slots if slot.series in found}

    def having(self, stamps: Sequence[str]) -> list[Item]:
        path = named(STAMP)
        return self._reader.matching(self._everywhere(), [ews_search.equals(path, stamp) for stamp in stamps])

    def insert(self, writes: Sequence[Write]) -> list[Outcome]:
        return ews_writes.insert(self._client, EVENT, self._home, writes)

    def change(self, writes: Sequence[Write]) -> list[Outcome]:
        return ews_writes.change(self._client, EVENT, ews_attendees.with_people(self._client, writes))

    def remove(self, removals: Sequence[Removal]) -> list[Outcome]:
        return ews_writes.remove(self._client, EVENT, removals)

    def guests(self, item: Item) -> Guests:
        return ews_inviting.guests(self._client, item)

    def invite(self, item: Item, now: Guests, people: Sequence[str]) -> Outcome:
        return ews_inviting.invite(self._client, item, now, people)

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        ensure_categories(self._client, wanted)

    def memory(self) -> dict[str, object]:
        return self._identities.memory() | {"zones": dict(self._zones)}

    def remember(self, memory: Mapping[str, object]) -> None:
        self._identities.remember(memory)
        zones = memory.get("zones")
        counts = zones.items() if isinstance(zones, dict) else ()
        self._zones = Counter({str(name): count for name, count in counts if isinstance(count, int)})

    def _everywhere(self) -> list[str]:
        return sorted(self._folders.alive() | {self._home})


def _needed(span: Span, slots: Sequence[Slot]) -> int:
    """Into how many pieces to cut a view that was cut off: by how far it came, for a server tells by start."""
    reached = max((slot.start for slot in slots), default=span.last) - span.first
    share = max(reached / (span.last - span.first), 1 / MOST_PIECES)
    return max(2, ceil(ROOM / share))


def _slot(element: Element) -> Slot | None:
    item_id = element.find(f"{T}ItemId")
    start, end = (wire.moment_of(element.findtext(T + name)) for name in ("Start", "End"))
    if item_id is None or not item_id.get("Id") or start is None:
        return None
    kind = KINDS.get(element.findtext(f"{T}CalendarItemType") or "", "single")
    return Slot(
        id=item_id.get("Id"),
        series="" if kind == "single" else element.findtext(f"{T}UID") or "",
        original_start=wire.moment_of(element.findtext(f"{T}OriginalStart")),
        start=start,
        end=max(start, end or start),
        differs=kind == "exception",
        subject=element.findtext(f"{T}Subject") or "",
        stamp=ews_items.properties(element)[1].get(STAMP, ""),
        uid=element.findtext(f"{T}UID") or "",
    )


def _placed(slot: Slot, series: Item) -> Slot:
    """With the original start, and canonical times of whole days."""
    moved = {item_id: original for original, item_id in series.happening.moved.items()}
    original = slot.original_start or moved.get(slot.id) or slot.start
    if not series.fields.get("is_all_day"):
        return replace(slot, original_start=original)
    days = [day_of_moment(moment, series.happening.zone, series.happening.offset) for moment in (slot.start, slot.end)]
    start, end = whole_days(days[0], days[1])
    return replace(slot, original_start=original, start=start, end=end)
