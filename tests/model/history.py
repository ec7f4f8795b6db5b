"""One history: people and the engine at work for a while, with trouble; then peace, in which every promise is checked.

A history is a pure function of its seed and kind. `python -m tests.model.history SEED [0, 1 or 2]` tells its story;
the number is the place in tests.model.kinds.CASTS.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from core.errors import SyncError
from core.policy import Policy, Winner
from core.records import Side
from tests.crashes import Crash
from tests.memory_replica import Traits
from tests.model.kinds import CASTS, CONTACTS, Cast
from tests.model.office import Office, forget, shared_database
from tests.model.people import People
from tests.model.promises import Broken, Promises
from tests.model.trouble import Trouble

CYCLES = 3
Plant = Callable[[Office], None]


@dataclass
class History:
    """plant: puts a fault into the office before it opens, which the model must catch. cast: the kind of records."""

    seed: int
    plant: Plant | None = None
    cast: Cast = CONTACTS

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.story: list[str] = []
        database = shared_database()
        forget(database)
        exchange, crm = self._traits()
        self.office = Office(exchange, crm, self._policy(), database)
        self.people = People(self.office, self.chance, self.cast)
        self.trouble = Trouble(self.chance, self.people.act_at)
        if self.plant:
            self.plant(self.office)
        for side, store in self.office.memory.items():
            store.faults = partial(self.trouble.at_call, side)
            store.disorder = Random(self.seed) if self.chance.random() < 0.5 else None
        self.deletes_ever = {Side.EXCHANGE: False, Side.CRM: False}

    def _traits(self) -> tuple[Traits, Traits]:
        page, batch = self.chance.choice([1, 1, 2, 5]), self.chance.randint(1, 4)
        exchange, crm = self.chance.choice(self.cast.pairs)
        return replace(exchange, page=page, batch=batch), replace(crm, page=page, batch=batch)

    def _policy(self) -> Policy:
        chance = self.chance
        strict = chance.random() < 0.25
        return replace(
            self.cast.policy,
            winner=chance.choice(list(Winner)),
            delete_in_crm=chance.random() < 0.6,
            delete_in_exchange=chance.random() < 0.7,
            remove_on_view_exit=chance.random() < 0.7,
            guard_deletes=chance.randint(0, 2) if strict else 1000,
            guard_listing_share=0.2 if strict else 1.0,
        )

    def live(self) -> None:
        """Raises Broken, or whatever the engine should not raise."""
        for _ in range(self.chance.randint(1, 4)):
            self.people.add(self.chance.choice(list(Side)))
        for _ in range(self.chance.randint(1, 4)):
            for _ in range(self.chance.randint(0, 3)):
                self.person_acts()
            self.run_once(troubled=self.chance.random() < 0.8)
        self.rest()

    def person_acts(self) -> None:
        self.story.append(self.people.act())

    def run_once(self, *, troubled: bool) -> None:
        self.office.later(hours=self.chance.choice([0.1, 2, 25]))
        if self.chance.random() < 0.15:
            self._change_policy()
        if self.chance.random() < 0.1:
            self.office.replicas[self.chance.choice(list(Side))].expire_cursors()
        if self.chance.random() < 0.3:
            self.office.choose(lambda: self.chance.choice(list(Side)))
        (self.trouble.draw if troubled else self.trouble.over)()
        self._note_switches()
        before = self._deleted()
        try:
            report = self.office.run(force=self.chance.random() < 0.15, checkpoint=self.trouble.at_checkpoint)
            # People go on working: plans of this run that came before the held one were carried out.
            if report.held and self._deleted() - before > self.office.policy.guard_deletes:
                raise Broken("I12: a run deleted more than the guard allows")
            self.story.append(f"run: {report.held or 'done'} {report.types[self.office.object_type.name]}")
        except (SyncError, Crash) as failure:
            self.story.append(f"run: {type(failure).__name__} {failure}")
        self.story += [f"  {event}" for event in self.trouble.story]
        self.trouble.over()

    def _deleted(self) -> int:
        return sum(store.written["delete"] for store in self.office.memory.values())

    def _change_policy(self) -> None:
        deletes, winner = self.chance.random() < 0.5, self.chance.choice(list(Winner))
        self.office.policy = replace(self.office.policy, delete_in_crm=deletes, winner=winner)

    def _note_switches(self) -> None:
        self.deletes_ever[Side.CRM] |= self.office.policy.delete_in_crm
        self.deletes_ever[Side.EXCHANGE] |= self.office.policy.delete_in_exchange

    def rest(self) -> None:
        """Peace: within CYCLES cycles everything is settled; from then on nothing is written, not even by a full
        listing of both sides (I6, I9)."""
        self.trouble.over()
        if not any(self._is_quiet(force=cycle == 0 and self.people.silent) and cycle for cycle in range(CYCLES + 1)):
            raise Broken(f"I6: still writing after {CYCLES} cycles at rest")
        if not self._is_quiet(force=True):
            raise Broken("I6: a full listing at rest wrote something")
        Promises(self.office, self.people, self.deletes_ever).check()

    def _is_quiet(self, *, force: bool) -> bool:
        """Whether a quiet run writes nothing."""
        before = self.office.writes
        self._quiet_run(force=force)
        return self.office.writes == before

    def _quiet_run(self, *, force: bool) -> None:
        self.office.later(hours=25)
        self._note_switches()
        before = self.office.writes
        report = self.office.run(force=force)
        self.story.append(f"quiet run: {report.held or 'done'} {report.types[self.office.object_type.name]}")
        if report.held:
            if self.office.writes != before:
                raise Broken("I12: a held plan wrote")
            self.office.later(hours=1)
            self.office.run(approve="Ann")

    def trace(self) -> str:
        """All that the history ended with."""
        ends = []
        for side, replica in self.office.replicas.items():
            ends += [f"{side} {item}" for item in replica.items.values()]
        return "\n".join([*self.story, *ends])


def cast_of(seed: int) -> Cast:
    """Every other history in bulk is one of contacts, the rest are shared by tasks and events."""
    return CASTS[(0, 1, 0, 2)[seed % 4]]


def replay(seed: int, cast: Cast) -> None:
    history = History(seed, cast=cast)
    try:
        history.live()
    finally:
        print(history.trace())


if __name__ == "__main__":
    number = int(sys.argv[1])
    replay(number, cast_of(number) if len(sys.argv) == 2 else CASTS[int(sys.argv[2])])
