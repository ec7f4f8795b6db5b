"""Files of a meeting that two colleagues keep, through Graph and EWS: Salesforce has once what is in both copies."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.models.files import FileRow
from tests.crashes import Crash
from tests.scenarios.stage import Stage
from tests.scenarios.test_colleagues import Meeting
from tests.worker.files.test_whole import PDF, attached, record, uploaded
from worker.jobs import run_and_note


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
def test_two_colleagues_of_one_meeting_make_one_file(stage: Stage) -> None:
    meeting = Meeting(stage)
    for mailbox, item in ((stage.outlook.mailbox, meeting.own), (meeting.guest.mailbox, meeting.copy)):
        now = mailbox.item(item.immutable_id)
        assert now is not None
        mailbox.add_attachment(now, "agenda.pdf", PDF)
    meeting.share(guest_first=True)
    assert uploaded(stage, record(stage, meeting.own)) == [("agenda.pdf", PDF)]
    assert len(attached(stage, meeting.own)) == 1


def attached_by_both(stage: Stage) -> Meeting:
    """A meeting that is in Salesforce, with an attachment in both copies that no run saw."""
    meeting = Meeting(stage)
    meeting.share(guest_first=False)
    for mailbox, item in ((stage.outlook.mailbox, meeting.own), (meeting.guest.mailbox, meeting.copy)):
        now = mailbox.item(item.immutable_id)
        assert now is not None
        mailbox.add_attachment(now, "agenda.pdf", PDF)
    return meeting


@pytest.mark.parametrize("when", ["exchange.content: before", "file intended: committed", "crm.attach: after"])
def test_two_colleagues_whose_runs_come_at_once_make_one_file(stage: Stage, when: str) -> None:
    meeting = attached_by_both(stage)
    runs: list[str] = []

    def colleagues_run(checkpoint: str) -> None:
        if checkpoint == when and not runs:
            runs.append(when)
            run_and_note(stage.parts, meeting.guests_box)

    stage.sync(checkpoint=colleagues_run)
    assert runs == [when]
    for _ in range(2):
        meeting.sync()
    assert uploaded(stage, record(stage, meeting.own)) == [("agenda.pdf", PDF)]
    with stage.parts.database.session() as session:
        assert sorted(one.state for one in session.scalars(select(FileRow))) == ["linked", "linked"]
    assert stage.sync() == 0


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
def test_a_colleague_goes_on_where_the_other_run_died(stage: Stage) -> None:
    meeting = attached_by_both(stage)

    def dies(checkpoint: str) -> None:
        if checkpoint == "file intended: committed":
            raise Crash

    with pytest.raises(Crash):
        stage.sync(checkpoint=dies)
    run_and_note(stage.parts, meeting.guests_box)
    place = record(stage, meeting.own)
    assert uploaded(stage, place) == []
    stage.later += timedelta(hours=1)
    run_and_note(stage.parts, meeting.guests_box)
    assert uploaded(stage, place) == [("agenda.pdf", PDF)]
    meeting.sync()
    assert uploaded(stage, place) == [("agenda.pdf", PDF)]
