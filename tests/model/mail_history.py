"""One history of mails: two colleagues and the engine at work for a while, with trouble; then peace, in which every
promise is checked. A pure function of its seed; `python -m tests.model.mail_history SEED` tells its story."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from core.emails import FilingPolicy
from core.errors import Rejected, SyncError
from core.records import Side
from tests.crashes import Crash
from tests.model.letters import ANN, BEN, COLLEAGUES, EXCLUDED
from tests.model.mail_office import MailOffice, MailTraits
from tests.model.mail_people import MailPeople
from tests.model.mail_promises import MailPromises
from tests.model.mail_trouble import MailTrouble
from tests.model.office import forget, shared_database
from tests.model.promises import Broken
from worker.lease import LeaseHeld

CYCLES = 3
MailPlant = Callable[[MailOffice], None]


@dataclass
class MailHistory:
    """plant: puts a fault into the office before it opens, which the model must catch."""

    seed: int
    plant: MailPlant | None = None

    def __post_init__(self) -> None:
        self.chance = chance = Random(self.seed)
        self.story: list[str] = []
        database = shared_database()
        forget(database)
        policy = FilingPolicy(automatic=chance.random() < 0.4, excluded_domains=(EXCLUDED,))
        self.office = MailOffice(self._traits(), policy, database)
        if chance.random() < 0.1:
            self.office.crm.refuse["Letter 1"] = Rejected("A rule says no.", code="rule")
        self.people = MailPeople(self.office, chance)
        self.trouble = MailTrouble(chance, self.people.act, self._colleague_runs, self._pause)
        if self.plant:
            self.plant(self.office)
        for mails in self.office.mails.values():
            mails.faults = partial(self.trouble.at_call, Side.EXCHANGE)
        self.office.crm.faults = partial(self.trouble.at_call, Side.CRM)
        self._running = ANN

    def _traits(self) -> MailTraits:
        chance = self.chance
        keys_move = frozenset(chance.choice([(), (), COLLEAGUES, (ANN,)]))
        disorder = Random(self.seed) if chance.random() < 0.5 else None
        joins = chance.random() < 0.3
        return MailTraits(keys_move, joins, chance.choice([1, 2, 5]), disorder)

    def live(self) -> None:
        """Raises Broken, or whatever the engine should not raise."""
        for _ in range(self.chance.randint(1, 2)):
            self.people.write()
        for _ in range(self.chance.randint(2, 5)):
            for _ in range(self.chance.randint(0, 3)):
                self.person_acts()
            self.run_once(troubled=self.chance.random() < 0.7)
        self.rest()

    def person_acts(self) -> None:
        self.story.append(self.people.act())

    def run_once(self, *, troubled: bool) -> None:
        chance = self.chance
        self.office.later(seconds=chance.choice([5, 300, 7_200, 90_000]))
        if chance.random() < 0.1:
            self.people.switch_automatic()
            self.story.append(f"automatic: {self.office.policy.automatic}")
        who = self._running = chance.choice(COLLEAGUES)
        if chance.random() < 0.1:
            self.office.boxes[who].expire_cursors()
            self.people.doubt(who)
        (self.trouble.draw if troubled else self.trouble.over)()
        shares = chance.random() < 0.2
        try:
            if shares:
                self.people.runs(who)
                self.office.share(who, checkpoint=self.trouble.at_checkpoint)
                self.story.append(f"{who} shared")
            else:
                self._run(who, force=chance.random() < 0.15, calm=not troubled)
        except (SyncError, Crash, LeaseHeld) as failure:
            self.story.append(f"{who}: {type(failure).__name__} {failure}")
        self.story += [f"  {event}" for event in self.trouble.story]
        self.trouble.over()
        self.trouble.story = []

    def _run(self, who: str, *, force: bool, calm: bool) -> None:
        self.people.runs(who)
        if force:
            self.people.doubt(who)
        report = self.office.run(who, force=force, checkpoint=self.trouble.at_checkpoint)
        self.story.append(f"{who} ran: {report.types['email']}")
        if calm:
            self.people.ran(who)

    def _colleague_runs(self) -> str:
        who = BEN if self._running == ANN else ANN
        self.people.runs(who)
        return self.office.beside(who)

    def _pause(self) -> str:
        """Longer than a lease: the colleague's run takes over what is open, or another one of the same mailbox."""
        self.office.later(seconds=45)
        who = self.chance.choice(COLLEAGUES)
        self.people.runs(who)
        return self.office.beside(who)

    def rest(self) -> None:
        """Peace: within CYCLES cycles everything is settled; from then on nothing is written, not even by a listing
        in full of both mailboxes (I6, I9)."""
        self.trouble.over()
        self.people.calm_down()
        if not any(self._is_quiet() and cycle for cycle in range(CYCLES + 1)):
            raise Broken(f"I6: still writing after {CYCLES} cycles at rest")
        if not self._is_quiet(force=True):
            raise Broken("I6: a full listing at rest wrote something")
        MailPromises(self.office, self.people).check()

    def _is_quiet(self, *, force: bool = False) -> bool:
        """Whether a run of everybody writes nothing."""
        before = self.office.writes
        for who in COLLEAGUES:
            self.office.later(hours=25)
            report = self.office.run(who, force=force)
            self.story.append(f"quiet run of {who}: {report.types['email']}")
        return self.office.writes == before

    def trace(self) -> str:
        """All that the history ended with."""
        mails = [f"{mail}" for box in self.office.boxes.values() for mail in box.mails.values()]
        emails = [f"{key} {email.subject} {email.message_id}" for key, email in self.office.crm.records.items()]
        return "\n".join([*self.story, *mails, *emails])


def replay(seed: int) -> None:
    history = MailHistory(seed)
    try:
        history.live()
    finally:
        print(history.trace())


if __name__ == "__main__":
    replay(int(sys.argv[1]))
