"""The worker dies while it relates shared events, or creates later occurrences of a shared series: what was chosen is
written once, and what was there before comes back when it is taken off."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from core.objects import EVENT
from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.crashes import Crash
from tests.server.deployment import Deployment, User
from tests.server.test_shares_about import SERIES, WHOLE, about, choose
from tests.server.test_shares_events import SOON, in_salesforce, only_events
from worker.composition import Composition
from worker.jobs import carry_out, conclude
from worker.sharing import run as sharing
from worker.sync.run import sync_mailbox

SHARING = (
    *("exchange.shown: after", "crm.regarding: before", "crm.regarding: after", "share noted: committed"),
    *("exchange.categorise: before", "exchange.categorise: after", "event marked: committed"),
    *("crm.relate: before", "crm.relate: after", "crm.called: after", "event shared: committed"),
)
UNDOING = (
    *("exchange.categorise: after", "event marked: committed", "crm.relate: before", "crm.relate: after"),
    "event taken back: committed",
)
CREATING = (
    *("crm.prepare: after", "crm.create: intents: committed", "crm.create: before", "crm.create: after"),
    "crm.create: committed",
)
LEASE_IS_OVER = timedelta(minutes=10)


class Clock:
    """The engine's own; each death takes it on, so that the lease of the dead is over."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def dies(parts: Composition, clock: Clock, where: str, act: Callable[..., Any]) -> bool:
    """Whether it came so far."""
    passed: list[str] = []

    def checkpoint(name: str) -> None:
        passed.append(name)
        if name == where:
            raise Crash(name)

    with suppress(Crash):
        act(checkpoint=checkpoint, heartbeat=False)
    clock.ahead += LEASE_IS_OVER
    return where in passed


def parts_of(deployment: Deployment, clock: Clock) -> Composition:
    made = deployment.parts
    return Composition(made.settings, made.database, made.keys, clock)


def test_a_share_cut_off_anywhere_is_put_right_and_taken_back(deployment: Deployment) -> None:
    user, clock = deployment.user(), Clock()
    parts = parts_of(deployment, clock)
    only_events(deployment, user)
    eve, fay = (user.crm.add(LastName=name) for name in ("Eve", "Fay"))
    one, two = (user.crm.add("Account", Name=name) for name in ("One", "Two"))

    def act(**wishes: Any) -> None:
        sharing.share(user.mailbox_id, parts, **wishes)

    for number, where in enumerate((*SHARING, *UNDOING)):
        event = user.outlook.calendar.add(f"Visit {number}", SOON, categories=["Salesforce"])
        sync_mailbox_of(parts, user)
        key = named(user, event)
        user.crm.edit(key, "Event", WhoId=fay, WhatId=two)
        share_id = choose(user, event, one, eve)
        if where in SHARING and number < len(SHARING):
            assert dies(parts, clock, where, act), where
        carry_out(parts, user.mailbox_id)
        assert (state(user, share_id), about(user, key)) == (("shared", None), (eve, one)), where
        assert user.delete(f"/shares/{share_id}").status_code == 202
        if number >= len(SHARING):
            assert dies(parts, clock, where, act), where
        carry_out(parts, user.mailbox_id)
        assert (state(user, share_id), about(user, key)) == (("undone", None), (fay, two)), where


def test_a_run_cut_off_anywhere_creates_later_occurrences_about_it(deployment: Deployment) -> None:
    user, clock = deployment.user(), Clock()
    parts = parts_of(deployment, clock)
    eve, account = user.crm.add(LastName="Eve"), user.crm.add("Account", Name="Lee Ltd")

    def act(**wishes: Any) -> None:
        sync_mailbox_of(parts, user, **wishes)

    for where in CREATING:
        only_events(deployment, user, **SERIES)
        series = user.outlook.calendar.add(where, SOON, recurrence=every("Daily", interval=1, count=6))
        share_id = choose(user, series, account, eve)
        carry_out(parts, user.mailbox_id)
        only_events(deployment, user, **WHOLE)
        assert dies(parts, clock, where, act), where
        act()
        conclude(parts, user.mailbox_id)
        rows = user.crm.query(f"SELECT Id FROM Event WHERE Subject = '{where}'")  # noqa: S608
        assert (len(rows), {about(user, row["Id"]) for row in rows}) == (6, {(eve, account)}), where
        assert state(user, share_id) == ("shared", None), where
        assert user.delete(f"/shares/{share_id}").status_code == 202
        carry_out(parts, user.mailbox_id)
        assert {about(user, row["Id"]) for row in rows} == {(None, None)}, where
    act()
    assert len(in_salesforce(user)) == 6 * len(CREATING)


def sync_mailbox_of(parts: Composition, user: User, **wishes: Any) -> None:
    stores = parts.stores_of_run()
    sync_mailbox(
        user.mailbox_id,
        database=parts.database,
        open_stores=stores,
        policy_of=stores.policy_of,
        now=parts.now,
        types=(EVENT,),
        **wishes,
    )


def state(user: User, share_id: str) -> tuple[str, Any]:
    told = user.get(f"/shares/{share_id}").json()
    return told["state"], told["problem"]


def named(user: User, event: Item) -> str:
    [row] = user.crm.query(f"SELECT Id FROM Event WHERE Subject = '{event.fields['subject']}'")  # noqa: S608
    return str(row["Id"])
