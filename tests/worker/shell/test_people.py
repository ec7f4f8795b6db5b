"""What people see and decide: dry run, why, held plans, conflicts, undo, forget, and the report's form."""

import json
from dataclasses import replace

import pytest

from core.errors import Rejected
from core.models.accounts import Mailbox
from core.models.sync import ConflictRow, CursorRow, HintRow, IssueRow, LinkRow, OperationRow, RunRow
from core.policy import Winner
from core.records import Side
from core.why import why
from tests.worker.shell.world import ANN, BEN, MAILBOX, World, key_of
from worker.sync.decide import approve, choose
from worker.sync.forget import forget
from worker.sync.prune import prune
from worker.sync.report import COUNTS
from worker.sync.undo import undo


def settled(world: World) -> None:
    world.exchange.add(ANN)
    world.crm.add(BEN)
    world.run()
    world.rest()


def test_the_report_has_the_promised_form(world: World) -> None:
    world.exchange.add(ANN)
    content = json.loads(json.dumps(world.run().to_json()))
    assert list(content) == ["run", "mailbox", "seconds", "calls", "types", "operations"]
    assert list(content["types"]["contact"]) == list(COUNTS)
    assert list(content["calls"]) == ["exchange", "salesforce"]
    assert all(content["calls"].values())
    operation = content["operations"][0]
    assert list(operation) == ["type", "side", "action", "key", "name", "fields", "reason", "outcome", "error"]
    assert (operation["action"], operation["name"], operation["outcome"]) == ("create", "Ann Lee", "done")


def test_a_dry_run_tells_and_writes_nothing(world: World) -> None:
    settled(world)
    rows = {model: len(world.rows(model)) for model in (CursorRow, HintRow, IssueRow, LinkRow, OperationRow, RunRow)}
    before = world.writes
    world.exchange.add({"surname": "New"})
    world.crm.edit(key_of(world.crm, "Ng"), {"job_title": "Lead"})
    report = world.run(dry_run=True)
    assert {(line.action, line.name, line.outcome) for line in report.operations} >= {
        ("create", "New", "planned"),
        ("update", "Ben Ng", "planned"),
    }
    assert world.writes == before
    assert {model: len(world.rows(model)) for model in rows} == rows
    report = world.run()
    assert report.types["contact"]["created"] == 1


def held_world(world: World) -> None:
    world.choose(guard_deletes=2)
    for number in range(6):
        world.crm.add({"surname": f"Person{number}"})
    world.run()
    for item in list(world.crm.living())[:4]:
        world.crm.remove(item.key)


def test_many_deletions_wait_for_a_name(world: World) -> None:
    """I12: nothing is written, not even what is harmless, until a person approves; then all of it is."""
    held_world(world)
    world.exchange.add(ANN)
    before = world.writes
    report = world.run()
    assert report.held
    assert [line.outcome for line in report.operations] == ["held"] * 4
    again = world.run()
    assert world.writes == before
    states = {row.id: row.state for row in world.rows(RunRow)}
    assert (states[report.run], states[again.run]) == ("superseded", "held")
    approve(world.database, MAILBOX, again.run, by="Dana", now=world.now())
    done = world.run()
    assert not done.held
    assert done.types["contact"]["deleted"] == 4
    assert world.values(Side.CRM) == ["Lee", "Person4", "Person5"]
    world.rest()


def test_an_approval_covers_no_more_than_was_shown(quick: World) -> None:
    held_world(quick)
    run = quick.run().run
    approve(quick.database, MAILBOX, run, by="Dana", now=quick.now())
    quick.crm.remove(key_of(quick.crm, "Person5"))
    before = quick.writes
    assert quick.run().held
    assert quick.writes == before
    assert not quick.run(approve="Dana").held
    assert quick.values(Side.EXCHANGE) == ["Person4"]


def test_an_empty_listing_stays_held(quick: World) -> None:
    """The view shows nothing any more: held although few records are concerned, and in later runs too."""
    for number in range(4):
        quick.crm.add({"surname": f"Person{number}"})
    quick.run()
    for item in quick.crm.living():
        quick.crm.leave_view(item.key, silently=True)
    quick.crm.expire_cursors()
    before = quick.writes
    assert quick.run().held
    assert quick.run().held
    assert quick.writes == before
    for item in quick.crm.living():
        quick.crm.enter_view(item.key)
    assert not quick.run().held or not quick.run(force=True).held
    assert quick.writes == before
    assert len(quick.values(Side.EXCHANGE)) == 4


def test_the_losing_value_is_kept(world: World) -> None:
    settled(world)
    world.exchange.edit(key_of(world.exchange, "Ng"), {"job_title": "Boss"})
    world.crm.edit(key_of(world.crm, "Ng"), {"job_title": "Lead"})
    report = world.run()
    assert report.types["contact"]["conflicts"] == 1
    assert world.values(Side.EXCHANGE, "job_title") == world.values(Side.CRM, "job_title") == ["Lead", "None"]
    [kept] = world.rows(ConflictRow)
    assert kept.values == {"exchange": "Boss", "crm": "Lead", "base": "Buyer"}
    assert (kept.winner, kept.field) == ("crm", "job_title")
    world.rest()


def test_ask_rests_until_somebody_chooses(world: World) -> None:
    settled(world)
    world.choose(winner=Winner.ASK)
    world.exchange.edit(key_of(world.exchange, "Ng"), {"job_title": "Boss"})
    key = key_of(world.crm, "Ng")
    world.crm.edit(key, {"job_title": "Lead"})
    before = world.writes
    world.run()
    world.rest()
    assert world.writes == before
    assert why(world.database, MAILBOX, key)[1] == "Job title changed on both sides; somebody must choose."
    assert choose(world.database, MAILBOX, key, Side.EXCHANGE, None, world.now()) == 1
    world.run()
    assert world.values(Side.CRM, "job_title") == ["Boss", "None"]
    [asked, decided] = world.rows(ConflictRow)
    assert asked.resolved_at is not None
    assert (decided.winner, decided.resolved_at) == ("exchange", asked.resolved_at)
    world.rest()


def test_what_only_outlook_holds_comes_back(world: World) -> None:
    """Leaving the view removes the copy; coming back restores the same pair with its private fields."""
    world.crm.add(BEN)
    world.run()
    item = key_of(world.exchange, "Ng")
    world.exchange.edit(item, {"home_city": "Bern", "nickname": "Benny"})
    world.exchange.categorise(item, ("Golf", "Salesforce"))
    world.run()
    [link] = world.rows(LinkRow)
    key = key_of(world.crm, "Ng")
    world.crm.leave_view(key)
    world.run()
    assert not world.exchange.living()
    world.rest()
    world.crm.enter_view(key)
    world.run()
    [back] = world.rows(LinkRow)
    [restored] = world.exchange.living()
    assert back.id == link.id
    assert restored.fields["home_city"] == "Bern"
    assert restored.fields["nickname"] == "Benny"
    assert sorted(restored.categories) == ["Golf", "Salesforce"]
    world.rest()


def test_why_tells_what_was_done_and_what_keeps_out(world: World) -> None:
    settled(world)
    key = key_of(world.crm, "Ng")
    told = "\n".join(why(world.database, MAILBOX, key))
    assert "Ben Ng is kept in step" in told
    assert "so it was added in Outlook" in told
    assert why(world.database, MAILBOX, "ben@ng.example") == why(world.database, MAILBOX, "Ben Ng")
    world.crm.leave_view(key)
    world.run()
    assert why(world.database, MAILBOX, key)[0].startswith("Ben Ng rests: Ben Ng left the Salesforce list")
    [unknown] = why(world.database, MAILBOX, "nobody")
    assert "never seen" in unknown


def test_undo_puts_back_what_a_run_did(world: World) -> None:
    settled(world)
    world.exchange.add({"surname": "New"})
    world.exchange.edit(key_of(world.exchange, "Ng"), {"job_title": "Boss"})
    world.crm.remove(key_of(world.crm, "Lee"))
    report = world.run()
    lines = undo(report.run, world, heartbeat=False, new_id=world.new_id)
    assert sorted(lines) == [
        "Ann Lee (Outlook): made again.",
        "Ben Ng (Salesforce): put back (job_title).",
        "New (Outlook): put back (its place and categories).",
        "New (Salesforce): removed again.",
    ]
    assert world.values(Side.CRM) == ["Ng"]
    assert world.values(Side.EXCHANGE) == ["Lee", "New", "Ng"]
    world.run()
    assert world.values(Side.EXCHANGE, "job_title") == ["Buyer", "None", "None"]
    assert world.values(Side.CRM) == ["Lee", "Ng"]
    world.rest()


def test_undo_leaves_what_changed_since(world: World) -> None:
    settled(world)
    world.exchange.edit(key_of(world.exchange, "Ng"), {"job_title": "Boss"})
    report = world.run()
    world.crm.edit(key_of(world.crm, "Ng"), {"job_title": "Chair"})
    before = world.writes
    [line] = undo(report.run, world, heartbeat=False, new_id=world.new_id)
    assert "left alone" in line
    assert world.writes == before
    with pytest.raises(Rejected, match="There is no run"):
        undo("nothing", world)


def test_undo_tells_what_was_refused(world: World) -> None:
    """What is refused is not said to be done, and leaves no issue that nobody could end."""
    settled(world)
    world.crm.remove(key_of(world.crm, "Lee"))
    report = world.run()
    world.exchange.traits = replace(world.exchange.traits, required=("company_name",))
    [line] = undo(report.run, world, heartbeat=False, new_id=world.new_id)
    assert line.startswith("Ann Lee (Outlook): not undone. "), line
    assert line.endswith("enter it.")
    assert world.values(Side.EXCHANGE) == ["Ng"]
    assert [one for one in world.rows(IssueRow) if one.resolved_at is None] == []
    world.rest()


def test_forget_removes_the_copies_only(world: World) -> None:
    settled(world)
    forgotten = forget(MAILBOX, world, heartbeat=False, new_id=world.new_id)
    assert (forgotten.found, forgotten.removed) == (1, 1)
    assert world.values(Side.EXCHANGE) == ["Lee"]
    assert world.values(Side.CRM) == ["Lee", "Ng"]
    assert not world.rows(LinkRow)
    assert [box.state for box in world.rows(Mailbox)] == ["disabled"]


def test_history_is_kept_for_its_time(world: World) -> None:
    settled(world)
    world.exchange.edit(key_of(world.exchange, "Ng"), {"job_title": "Boss"})
    world.crm.edit(key_of(world.crm, "Ng"), {"job_title": "Lead"})
    world.run()
    world.later(days=31)
    prune(world.database, world.now())
    assert world.rows(ConflictRow)
    world.later(days=60)
    prune(world.database, world.now())
    assert not world.rows(ConflictRow)
    assert not world.rows(OperationRow)
    with pytest.raises(ValueError, match="30 days"):
        prune(world.database, world.now(), keep=world.now() - world.now())


def test_what_the_sides_hold_differently_is_told(quick: World) -> None:
    """A meeting of somebody else, with an attendee whom the CRM does not know, and one whom only it has."""
    base = {"subject": "Plan", "attendees": ("ann@a.example|none", "xan@x.example|none"), "show_as": "busy"}
    held = {
        "exchange": {"location": "Rome", "body": "b" * 100},
        "crm": {"attendees": ("ann@a.example|accepted", "bob@b.example|none"), "location": None, "crm_section": "x"},
    }
    values = {"exchange_key": "e1", "crm_key": "c1", "exchange_version": "1", "crm_version": "1", "in_view": True}
    listed = {"state": "linked", "exchange_listed": 0, "crm_listed": 0, "origin": "both", "awaited": False}
    with quick.database.session() as session:
        session.add(LinkRow(id="l", mailbox_id=MAILBOX, type="event", base=base, held=held, **values, **listed))
    assert why(quick.database, MAILBOX, "Plan") == [
        "Plan is kept in step (Outlook e1, Salesforce c1).",
        "Location: Outlook goes on with “Rome”, Salesforce with nothing.",
        "Attendees whom Outlook has and Salesforce has not: xan@x.example.",
        "Attendees whom Salesforce has and Outlook has not: bob@b.example.",
        f"Notes: Outlook goes on with “{'b' * 79}…”, Salesforce with nothing.",
    ]
