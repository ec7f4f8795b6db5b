"""What the people of both sides do, drawn by chance, with every value they typed remembered.

A value typed by a person (a token, unique) may vanish only when a person overwrote or deleted it where he saw it.
Otherwise it must be on a record, in the conflict log or in an archive: that is "no lost update" (I2) as a check that
knows nothing of the engine. Half of the records have no natural key: with unique keys a missing journal stays
hidden (reliability, section 1).
"""

from collections.abc import Callable
from random import Random

from core.records import Place, Side, Value
from tests.memory_replica import Item
from tests.model.kinds import CONTACTS, EVENTS, Cast
from tests.model.office import Office


class People:
    """tokens: those that must not be lost, with their field. made: items that people made; deleted: items
    that people deleted; left: CRM items that were ever outside the view or hidden. silent: something changed that no
    feed tells, so that only a full listing finds it."""

    def __init__(self, office: Office, chance: Random, cast: Cast = CONTACTS) -> None:
        self.office = office
        self.cast = cast
        self.chance = chance
        self.tokens: dict[str, str] = {}
        self.made: list[tuple[Side, Item]] = []
        self.deleted: list[Item] = []
        self.left: list[Item] = []
        self.silent = False
        # Silent changes call for a full listing in the end, which heals what a faulty feed missed: not always, then.
        self._silently = chance.random() < 0.4
        self._typed = 0

    def act(self) -> str:
        """One act of anybody; what it was."""
        side = self.chance.choice(list(Side))
        acts = self._common() + (self._in_outlook() if side is Side.EXCHANGE else self._in_crm())
        act = self.chance.choice(acts)
        act(side)
        return f"{act.__name__} {side}"

    def act_at(self, side: Side | None) -> str:
        """An edit on this side, or any act of anybody."""
        if side is None:
            return self.act()
        self.edit(side)
        return f"edit {side}"

    def _common(self) -> list[Callable[[Side], None]]:
        return [
            self.add,
            self.edit,
            self.edit,
            self.edit,
            self.edit,
            self.edit,
            self.rename,
            self.remove,
            self.undelete,
        ]

    def _in_outlook(self) -> list[Callable[[Side], None]]:
        return [self.move, self.categorise, self.spoil]

    def _in_crm(self) -> list[Callable[[Side], None]]:
        own = self.merge if self.cast is CONTACTS else self.spoil
        return [self.change_view, self.change_view, own, *([self.hide] if self._silently else [])]

    def add(self, side: Side) -> None:
        name = self.cast.typed[0]
        fields = {**self.cast.known(self.chance), name: self.token(name)}
        place, categories = Place.SYNCED, self.chance.choice([(), ("Friends",)])
        if side is Side.EXCHANGE and self.chance.random() < 0.3:
            place, categories = Place.DEFAULT, self.chance.choice([(), ("Friends",), ("Friends", "salesforce")])
        exchange = side is Side.EXCHANGE
        if self.cast is EVENTS and self.chance.random() < 0.75:
            categories = ("Salesforce",)
        replica = self.office.replicas[side]
        key = replica.add(
            {**fields, "photo": self.token("photo")}, place=place, categories=categories if exchange else ()
        )
        item = replica.item(key)
        self._meet(side, item)
        self.made.append((side, item))
        if side is Side.CRM and self.chance.random() < 0.2:
            replica.leave_view(key)
            self.left.append(item)

    def edit(self, side: Side) -> None:
        item = self._some(side)
        if item:
            # Mostly one field, so that both sides often type in the same one.
            often = self.cast.typed[0]
            name = often if self.chance.random() < 0.6 else self.chance.choice(self.cast.typed_on(side))
            self._type(side, item, name, None if self.chance.random() < 0.15 else self.token(name))

    def rename(self, side: Side) -> None:
        """Another e-mail address or company: natural keys and lossy fields, no tokens."""
        item = self._some(side)
        if item:
            name, value = self.cast.renamed(self.chance)
            if side is Side.CRM:
                value = self.office.memory[side].as_held(name, value)  # a CRM holds accounts and lower case only
            self.office.replicas[side].edit(item.key, {name: value})
            self._meet(side, item)

    def remove(self, side: Side) -> None:
        item = self._some(side)
        if item:
            self._consume(item)
            self.deleted.append(item)
            self.office.replicas[side].remove(item.key)

    def undelete(self, side: Side) -> None:
        """Out of the CRM's recycle bin, not out of Deleted Items, which is a move. Its old values may be overtaken
        by what was typed on the other side since, so they are not awaited again."""
        gone = [item for item in self.deleted if item in self.office.replicas[side].items.values() and item.gone]
        if side is Side.CRM and gone:
            item = self.chance.choice(gone)
            self.office.replicas[side].undelete(item.key)

    def move(self, side: Side) -> None:
        item = self._some(side)
        if item:
            self.office.replicas[side].move(item.key, self.chance.choice(list(Place)))

    def categorise(self, side: Side) -> None:
        item = self._some(side)
        if item:
            choices = [(), ("Friends",), ("Salesforce", "Friends"), (*item.categories, "Family")]
            self.office.replicas[side].categorise(item.key, self.chance.choice(choices))

    def spoil(self, side: Side) -> None:
        """A contact without a last name, which the CRM may refuse, or mended; a task completed; an event put off."""
        item = self._some(side)
        if item:
            self.office.replicas[side].edit(item.key, self.cast.spoilt(self.chance))

    def change_view(self, side: Side) -> None:
        item = self._some(side)
        if item:
            silently = self._silently and self.chance.random() < 0.5
            self.silent |= silently
            replica = self.office.replicas[side]
            (replica.leave_view if item.in_view else replica.enter_view)(item.key, silently=silently)
            self.left.append(item)

    def merge(self, side: Side) -> None:
        loser, winner = self._some(side), self._some(side)
        if loser and winner and loser is not winner:
            self._consume(loser)
            self.deleted.append(loser)
            self.office.replicas[side].merge(loser.key, winner.key)

    def hide(self, side: Side) -> None:
        item = self._some(side, hidden=True)
        if item:
            replica = self.office.replicas[side]
            self.silent |= not item.hidden
            (replica.show if item.hidden else replica.hide)(item.key)
            self.left.append(item)

    def token(self, name: str) -> str:
        self._typed += 1
        token = f"{name} typed {self._typed}"
        if name != "photo":
            self.tokens[token] = name
        return token

    def _meet(self, side: Side, item: Item) -> None:
        """An Outlook event with attendees is a meeting, of the user or of somebody else."""
        if side is Side.EXCHANGE and self.cast is EVENTS:
            item.meeting = item.fields.get("attendees") is not None
            item.writable = not item.meeting or self.chance.random() < 0.5

    def _type(self, side: Side, item: Item, name: str, value: str | None) -> None:
        self._overwrite(item.fields.get(name))
        self.office.replicas[side].edit(item.key, {name: value})

    def _consume(self, item: Item) -> None:
        for value in item.fields.values():
            self._overwrite(value)

    def _overwrite(self, value: Value) -> None:
        if isinstance(value, str):
            self.tokens.pop(value, None)

    def _some(self, side: Side, *, hidden: bool = False) -> Item | None:
        living = [item for item in self.office.replicas[side].living() if hidden or not item.hidden]
        return self.chance.choice(living) if living else None
