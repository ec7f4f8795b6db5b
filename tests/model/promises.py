"""The invariants I1 to I12 of the reliability handbook, checked on both sides and the database after a history."""

from collections import Counter
from collections.abc import Iterator

from core.explain import is_label
from core.models.sync import ConflictRow, HintRow, IntentRow, IssueRow, LinkRow, OperationRow
from core.records import LinkState, Place, Side
from tests.memory_replica import Item
from tests.model.office import Office
from tests.model.people import People


class Broken(AssertionError):
    """A promise was not kept."""


class Promises:
    def __init__(self, office: Office, people: People, deletes_ever: dict[Side, bool]) -> None:
        self.office = office
        self.people = people
        self.deletes_ever = deletes_ever
        self.links = office.rows(LinkRow)
        self.issues = [row for row in office.rows(IssueRow) if row.resolved_at is None]
        self.open_conflicts = {
            row.link_id for row in office.rows(ConflictRow) if row.resolved_at is None and row.winner is None
        }
        self.operations = office.rows(OperationRow)

    def check(self) -> None:
        """Raises Broken with everything that is wrong."""
        checks = (
            self._settled,
            self._converged,
            self._all_known,
            self._nothing_lost,
            self._injective,
            self._frame,
            self._deletions,
            self._marks,
        )
        wrong = [text for check in checks for text in check()]
        if wrong:
            raise Broken("\n".join(wrong))

    def _settled(self) -> Iterator[str]:
        """I13: no Intent is left, and no hint but of records that rest in an issue."""
        intents = self.office.rows(IntentRow)
        if intents:
            yield f"I13 open intents: {[row.verb for row in intents]}"
        resting = {(row.side, row.key) for row in self.issues}
        links = {row.id: row for row in self.links}
        for row in self.issues:
            link = links.get(row.link_id)
            resting |= {("exchange", link.exchange_key), ("crm", link.crm_key)} if link else set()
        for hint in self.office.rows(HintRow):
            if (hint.side, hint.key) not in resting:
                yield f"I9 hint without an issue: {hint.side} {hint.key} attempts {hint.attempts}"

    def _converged(self) -> Iterator[str]:
        """I1: both records of a link hold the base, but where one holds it otherwise by nature."""
        troubled = {row.link_id for row in self.issues} | self.open_conflicts
        shared = self.office.object_type.shared([self.office.memory[side].holds for side in Side])
        for row in self.links:
            if row.state != LinkState.LINKED.value or row.id in troubled:
                continue
            for side, key in ((Side.EXCHANGE, row.exchange_key), (Side.CRM, row.crm_key)):
                item = self._living(side, key)
                if item is None:
                    yield f"I1 {row.id}: {side} {key} is gone, but the link lives"
                    continue
                held = row.held.get(side.value, {})
                for one in shared:
                    expected = held.get(one.name, row.base.get(one.name))
                    if item.fields.get(one.name) != expected:
                        yield f"I1 {key} {one.name}: {item.fields.get(one.name)!r}, the link says {expected!r}"
                    told = one.name == "attendees"  # Graph cannot hold them without telling them
                    if expected != row.base.get(one.name) and side is Side.EXCHANGE and not told:
                        yield f"I1 {key} {one.name}: Exchange holds {expected!r} by nature?"
                    lossy = one.name in self.people.cast.lossy or not self._writable(row)
                    if side is Side.CRM and expected != row.base.get(one.name) and not lossy:
                        yield f"I1 {key} {one.name}: the CRM holds {expected!r}, the base is {row.base.get(one.name)!r}"

    def _all_known(self) -> Iterator[str]:
        """I1: every record in scope is linked, or rests in an issue."""
        for side in Side:
            replica = self.office.replicas[side]
            linked = {row.exchange_key if side is Side.EXCHANGE else row.crm_key for row in self.links}
            resting = {row.key for row in self.issues if row.side == side.value}
            for item in replica.living():
                if replica.in_scope(item) and item.key not in linked | resting:
                    yield f"I1 {side} {item.key} is neither linked nor in an issue"

    def _nothing_lost(self) -> Iterator[str]:
        """I2: what a person typed and no person overwrote is on a record, in the conflict log, or archived."""
        kept = set()
        for replica in self.office.replicas.values():
            kept |= {value for item in replica.living() for value in item.fields.values()}
        for row in self.office.rows(ConflictRow):
            kept |= set(row.values.values())
        for operation in self.operations:
            if operation.action == "delete" and operation.outcome in ("done", "recovered"):
                kept |= set(operation.before.get("fields", {}).values())
        for token in self.people.tokens:
            if token not in kept:
                yield f"I2 lost: {token!r}"

    def _injective(self) -> Iterator[str]:
        """I4: no record is in two links, and no two records were made for one."""
        for name in ("exchange_key", "crm_key"):
            keys = Counter(getattr(row, name) for row in self.links if getattr(row, name))
            yield from (f"I4 {key} is linked {times} times" for key, times in keys.items() if times > 1)
        # What a person deleted and brought back counts as made by him: its copy was made again meanwhile.
        ours = {id(item) for _, item in self.people.made} | {id(item) for item in self.people.deleted}
        for side in Side:
            sources = [self._source(side, item) for item in self.office.replicas[side].living() if id(item) not in ours]
            for source, times in Counter(sources).items():
                if times > 1:
                    yield f"I4 {times} records on {side} were made for {source}"

    def _source(self, side: Side, item: Item) -> str:
        return self.office.replicas[side.other].item(item.peer or "").key

    def _frame(self) -> Iterator[str]:
        """I7: what is not synchronised stays as it is."""
        for side, item in self.people.made:
            if not item.gone and not str(item.fields.get("photo", "")).startswith("photo typed"):
                yield f"I7 {side} {item.key} lost its photo"

    def _deletions(self) -> Iterator[str]:
        """I10, I11: nothing is deleted unless a person deleted the other one, or (Exchange) it left the view, which
        keeps the pair."""
        for side in Side:
            count = self.office.memory[side].written["delete"]
            if count and not self.deletes_ever[side]:
                yield f"I10 {count} deletions on {side} with the switch off"
        for operation in self.operations:
            if operation.action == "delete" and operation.outcome in ("done", "recovered"):
                yield from self._unfounded(operation)

    def _unfounded(self, operation: OperationRow) -> Iterator[str]:
        side = Side(operation.side)
        other = operation.crm_key if side is Side.EXCHANGE else operation.exchange_key
        cause = self.office.replicas[side.other].item(other or "")
        left = side is Side.EXCHANGE and any(cause is item for item in self.people.left)
        if any(cause is item for item in self.people.deleted):
            return
        if not left:
            yield f"I11 deleted on {side}, though {other} was neither deleted nor left the view"
        elif not any(row.id == operation.link_id for row in self.links):
            yield f"I11 {other} left the view only, but its pair was forgotten"

    def _marks(self) -> Iterator[str]:
        """Every linked item lies in the folder with our category; error categories only where there is an issue."""
        resting = {row.link_id for row in self.issues} | self.open_conflicts
        for row in self.links:
            item = self._living(Side.EXCHANGE, row.exchange_key)
            if row.state != LinkState.LINKED.value or item is None or row.id in resting:
                continue
            out_of_place = self.office.replicas[Side.EXCHANGE].record(item).place is not Place.SYNCED
            if "salesforce" not in [name.casefold() for name in item.categories] or out_of_place:
                yield f"{item.key} is not marked: {item.categories} {item.place}"
            if any(is_label(name) or name == "Sync Error" for name in item.categories):
                yield f"{item.key} carries {item.categories} without an issue"

    def _writable(self, row: LinkRow) -> bool:
        item = self._living(Side.EXCHANGE, row.exchange_key)
        return item is None or item.writable

    def _living(self, side: Side, key: str | None) -> Item | None:
        if key is None:
            return None
        item = self.office.replicas[side].items.get(key)
        return None if item is None or item.gone else item
