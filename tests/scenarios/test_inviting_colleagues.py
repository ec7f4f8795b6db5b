"""Whom an event of Salesforce invites and who has it in the calendar already, put there by a run, is not sent a second
one by the wish to invite all who are missing."""

from datetime import UTC, datetime

import pytest

from core import accounts
from core.errors import Rejected
from core.models.accounts import Mailbox, Org
from sandbox.acting import OutlookUser
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only
from worker.invitation import Asked, look
from worker.inviting import invite
from worker.jobs import run_and_note

pytestmark = pytest.mark.invites


def _planned(stage: Stage) -> tuple[str, str, str, str]:
    """An event of Salesforce with a contact and a colleague, who has it in the calendar: its id, the addresses of both,
    the colleague's mailbox."""
    stage.choose(**only("event"))
    [user] = stage.crm.query(f"SELECT Username FROM User WHERE Id = '{stage.colleague.id}'")  # noqa: S608  (an id)
    address = user["Username"]
    with stage.parts.database.session() as session:
        box = session.get_one(Mailbox, stage.mailbox_id)
        org, now = session.get_one(Org, box.org_id), datetime.now(UTC)
        made = accounts.add_mailbox(session, org, address, crm_user=address, exchange=stage.exchange, now=now)
        made.policy = dict(box.policy)
        colleagues = made.id
    guest = f"ann.{stage.address.partition('@')[0]}@guest.example"
    contact = stage.crm.add(LastName="Ann", Email=guest)
    event = stage.crm.schedule("Plan", f"{moment('@+3T12:00'):%Y-%m-%dT%H:%M:%S.000+0000}", 60)
    stage.crm.invite(event, contact, stage.colleague.id)
    stage.sync()
    run_and_note(stage.parts, colleagues)
    assert OutlookUser(stage.sandbox.microsoft.store, address).calendar.find("Plan") is not None
    return event, guest, address, colleagues


def test_a_colleague_who_has_it_is_left_out(stage: Stage) -> None:
    event, guest, address, colleagues = _planned(stage)
    if stage.exchange == "ews":  # there the colleague is on the list of the meeting, and would be told with the others
        with pytest.raises(Rejected, match=address):
            look(stage.mailbox_id, stage.parts, Asked(event, (), True, "Uma"))
        return
    found = look(stage.mailbox_id, stage.parts, Asked(event, (), True, "Uma"))
    assert (found.people, found.entered) == ((guest,), (address,))
    named = look(stage.mailbox_id, stage.parts, Asked(event, (address,), True, "Uma"))
    assert (set(named.people), named.entered) == ({guest, address}, ())

    invite(stage.mailbox_id, stage.parts, found, heartbeat=False)
    stage.sync()
    run_and_note(stage.parts, colleagues)
    sent = [one.to for one in stage.sandbox.microsoft.store.outgoing if one.sender.lower() == stage.address.lower()]
    assert sent == [guest]
    assert OutlookUser(stage.sandbox.microsoft.store, address).calendar.find("Plan") is not None, "there is one only"


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
def test_a_colleague_who_deleted_the_entry_is_missing(stage: Stage) -> None:
    event, guest, address, colleagues = _planned(stage)
    calendar = OutlookUser(stage.sandbox.microsoft.store, address).calendar
    entry = calendar.find("Plan")
    assert entry is not None
    calendar.delete(entry)
    run_and_note(stage.parts, colleagues)
    found = look(stage.mailbox_id, stage.parts, Asked(event, (), True, "Uma"))
    assert (set(found.people), found.entered) == ({guest, address}, ())
