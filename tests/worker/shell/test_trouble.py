"""Refused, busy and poisonous records: each is told of, none stops the others."""

from collections.abc import Sequence
from contextlib import suppress

import pytest

from core.errors import SyncError, Transient, Unauthorized
from core.models.sync import HintRow, IntentRow, IssueRow, OperationRow, RunRow
from core.records import Side
from core.store import Change, Outcome
from tests.memory_replica import GRAPH, SALESFORCE
from tests.memory_store import Faults, MemoryStore, Moment
from tests.worker.shell.world import ANN, BEN, World, key_of
from worker.sync.report import RunReport


@pytest.fixture
def strict() -> World:
    """Salesforce wants a last name."""
    return World("sqlite://", GRAPH, SALESFORCE)


def open_issues(world: World) -> list[IssueRow]:
    return [row for row in world.rows(IssueRow) if row.resolved_at is None]


def counts(report: RunReport) -> dict[str, int]:
    return {name: count for name, count in report.types["contact"].items() if count}


def test_a_refused_record_is_marked_and_healed(strict: World) -> None:
    key = strict.exchange.add({"given_name": "Ann"}, categories=("Friends",))
    strict.exchange.add(BEN)
    report = strict.run()
    assert counts(report)["failed"] == 1
    assert strict.values(Side.CRM) == ["Ng"]
    assert strict.exchange.item(key).categories == ("Friends", "Salesforce", "Sync Error", "Last name is missing")
    [issue] = open_issues(strict)
    assert (issue.code, issue.key, issue.label) == ("required_missing", key, "Last name is missing")
    strict.rest()
    strict.exchange.edit(key, {"surname": "Lee"})
    strict.run()
    assert strict.values(Side.CRM) == ["Lee", "Ng"]
    assert strict.exchange.item(key).categories == ("Friends", "Salesforce")
    assert not open_issues(strict)
    strict.rest()


def test_a_refused_record_is_tried_daily_and_on_demand(strict: World) -> None:
    strict.exchange.add({"given_name": "Ann"})
    strict.run()
    strict.run(force=True)
    [issue] = open_issues(strict)
    assert issue.attempts == 2
    strict.later(hours=25)
    strict.run()
    [issue] = open_issues(strict)
    assert issue.attempts == 3
    assert strict.writes == 1  # the categories, once


def test_an_edit_that_is_refused_keeps_both_sides(strict: World) -> None:
    strict.exchange.add(ANN)
    strict.run()
    key = key_of(strict.exchange, "Lee")
    strict.exchange.edit(key, {"surname": None})
    strict.run()
    assert strict.values(Side.CRM) == ["Lee"]
    assert "Last name is missing" in strict.exchange.item(key).categories
    strict.rest()
    strict.crm.edit(key_of(strict.crm, "Lee"), {"job_title": "Lead"})
    strict.run()
    strict.exchange.edit(key, {"surname": "Li"})
    strict.run()
    assert strict.values(Side.CRM) == ["Li"]
    assert strict.values(Side.EXCHANGE, "job_title") == ["Lead"]
    assert strict.exchange.item(key).categories == ("Salesforce",)
    strict.rest()


def test_a_record_that_is_busy_is_tried_again_later(quick: World) -> None:
    """5 minutes, an hour, a day, then it rests with an issue."""
    quick.exchange.add(ANN)
    quick.stores[Side.CRM].faults = refusing("create", Transient("The row is locked.", code="row_locked"))
    waits = []
    for _ in range(4):
        quick.run()
        [hint] = quick.rows(HintRow)
        waits.append(round((hint.next_try - quick.now()).total_seconds()))
        quick.moment = hint.next_try
    assert waits == [300, 3600, 86400, 86400]
    assert [issue.code for issue in open_issues(quick)] == ["row_locked"]
    quick.stores[Side.CRM].faults = None
    quick.run()
    assert not open_issues(quick)
    assert quick.values(Side.CRM) == ["Lee"]
    quick.rest()


def refusing(call: str, error: SyncError, position: int = 0) -> Faults:
    def faults(name: str, moment: Moment, at: int | None) -> SyncError | None:
        return error if (name, moment, at) == (call, Moment.RECORD, position) else None

    return faults


class PoisonedStore(MemoryStore):
    """Answers a whole call with an error when one record in it is poisonous."""

    def create(self, changes: Sequence[Change]) -> list[Outcome]:
        if any(change.fields.get("surname") == "Poison" for change in changes):
            raise Transient("The server stumbled.", code="server_error")
        return super().create(changes)


def test_a_poisonous_record_is_singled_out(quick: World) -> None:
    """A record that breaks every call it is part of: the others get through, it waits ever longer."""
    quick.stores[Side.CRM] = PoisonedStore(quick.crm)
    for number in range(9):
        quick.exchange.add({"surname": f"Person{number}"})
    quick.exchange.add({"surname": "Poison"})
    for _ in range(6):
        with suppress(Transient):
            quick.run()
        quick.later(hours=2)
    assert len(quick.crm.living()) == 9
    [hint] = quick.rows(HintRow)
    assert hint.attempts >= 3


def test_a_lost_reply_is_recovered(quick: World) -> None:
    """The call failed, the write was done: the next run adopts it."""
    quick.exchange.add({"surname": "Nameless"})
    lost = [Transient("The connection broke.", code="network", retry_after=60)]

    def faults(name: str, moment: Moment, _at: int | None) -> SyncError | None:
        return lost.pop() if (name, moment) == ("create", Moment.AFTER) and lost else None

    quick.stores[Side.CRM].faults = faults
    with pytest.raises(Transient):
        quick.run()
    assert len(quick.rows(IntentRow)) == 1
    quick.run()
    assert len(quick.crm.living()) == 1
    assert "recovered" in [row.outcome for row in quick.rows(OperationRow)]
    assert not quick.rows(IntentRow)
    quick.rest()


def test_a_revoked_right_ends_the_run_and_nothing_is_lost(quick: World) -> None:
    quick.exchange.add(ANN)
    revoked = Unauthorized("Salesforce asks for a new sign-in: reconnect it.", code="revoked")
    quick.stores[Side.CRM].faults = lambda name, moment, _at: revoked if moment is Moment.BEFORE else None
    with pytest.raises(Unauthorized):
        quick.run()
    assert [row.state for row in quick.rows(RunRow)] == ["failed"]
    quick.stores[Side.CRM].faults = None
    quick.run()
    assert quick.values(Side.CRM) == ["Lee"]
    quick.rest()


def test_an_edit_during_the_run_is_decided_again(quick: World) -> None:
    """Compare-and-set: the write answers Stale, both are read anew, and both edits survive in one run."""
    quick.exchange.add(ANN)
    quick.run()
    key = key_of(quick.crm, "Lee")
    quick.exchange.edit(key_of(quick.exchange, "Lee"), {"job_title": "Lead"})
    edits = [{"department": "Sales"}]

    def checkpoint(name: str) -> None:
        if name == "crm.update: before" and edits:
            quick.crm.edit(key, edits.pop())

    quick.run(checkpoint=checkpoint)
    assert quick.values(Side.CRM, "job_title") == ["Lead"]
    assert quick.values(Side.EXCHANGE, "department") == ["Sales"]
    quick.rest()


def test_one_that_never_stands_still_waits_for_the_next_run(quick: World) -> None:
    quick.exchange.add(ANN)
    quick.run()
    key = key_of(quick.crm, "Lee")
    quick.exchange.edit(key_of(quick.exchange, "Lee"), {"job_title": "Lead"})
    rounds: list[str] = []

    def checkpoint(name: str) -> None:
        if name == "crm.update: before":
            rounds.append(name)
            quick.crm.edit(key, {"department": f"Sales {len(rounds)}"})

    quick.run(checkpoint=checkpoint)
    assert len(rounds) == 3
    quick.run()
    assert quick.values(Side.CRM, "job_title") == ["Lead"]
    assert quick.values(Side.EXCHANGE, "department") == ["Sales 3"]
    quick.rest()


def test_ambiguous_until_one_of_them_goes(quick: World) -> None:
    """Nothing is created; when a candidate is deleted the record is looked at again by itself."""
    first = quick.crm.add(ANN)
    second = quick.crm.add(ANN)
    for key in (first, second):
        quick.crm.leave_view(key)
    item = quick.exchange.add(ANN)
    report = quick.run()
    assert counts(report)["ambiguous"] == 1
    [issue] = open_issues(quick)
    assert sorted(issue.candidates) == sorted([first, second])
    assert "Several matches in Salesforce" in quick.exchange.item(item).categories
    quick.rest()
    quick.crm.remove(second)
    report = quick.run()
    assert counts(report)["linked"] == 1
    assert quick.exchange.item(item).categories == ("Salesforce",)
    assert not open_issues(quick)
    quick.rest()
