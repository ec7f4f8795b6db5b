"""A right that is missing for one kind of record stops that kind with a sentence; the others go on."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.mails import EMAIL
from core.models.accounts import Mailbox
from core.models.sync import IssueRow
from core.objects import TASK
from ops import doctor
from tests.scenarios.stage import FOLDER, Stage
from worker.sync import decide

pytestmark = pytest.mark.own_database


def renew_token(stage: Stage, operation: str = "GET|POST") -> None:
    """A token is kept for an hour, and tells the roles of when it was made; one that is refused is made anew."""
    stage.sandbox.faults.add("unauthorized", target=stage.address, operation=operation)


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "role"),
    [("task", "Tasks.ReadWrite.All"), ("event", "Calendars.ReadWrite"), ("email", "Mail.ReadWrite")],
)
def test_the_other_kinds_go_on(stage: Stage, kind: str, role: str) -> None:
    app = stage.sandbox.microsoft.entra.app(stage.sandbox.company.entra_app["client_id"])
    assert app is not None
    roles = app.roles
    stage.choose(**{f"{one}.enabled": True for one in ("task", "event", "email")})
    stage.crm.add(LastName="Doe", Email=f"doe.{stage.address}")
    try:
        app.roles = roles - {role}
        renew_token(stage)
        for _ in range(2):
            stage.sync()
            assert stage.report is not None
            assert list(stage.report.stopped) == [kind]
            assert "administrator" in stage.problem(), stage.problem()
            assert len(stage.open_issues()) == 1
        with stage.parts.database.session() as session:
            [told] = session.scalars(select(IssueRow))
            assert told.attempts == 2, "it is told once, and counted"
        assert stage.outlook.find(FOLDER, email_address_1=f"doe.{stage.address}") is not None
    finally:
        app.roles = roles
    renew_token(stage)
    stage.sync()
    stage.sync()
    assert stage.problem() == ""
    assert stage.open_issues() == []


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
def test_doctor_tells_all_kinds(stage: Stage) -> None:
    """Of a connection that does not work at all the first alone: each sign-in that fails may lock the account."""
    app = stage.sandbox.microsoft.entra.app(stage.sandbox.company.entra_app["client_id"])
    assert app is not None
    stage.choose(**{f"{one}.enabled": True for one in ("task", "event", "email")})
    box, roles = f"{stage.address}, Exchange", app.roles
    assert all(one.ok for one in doctor.mailboxes(stage.parts))
    try:
        app.roles = roles - {"Contacts.ReadWrite", "Tasks.ReadWrite.All", "Mail.ReadWrite"}
        renew_token(stage, "contactFolders")
        findings = {one.what: one for one in doctor.mailboxes(stage.parts)}
        bad = [what for what, one in findings.items() if not one.ok]
        assert bad == [box, f"{box}, tasks", f"{box}, emails"]
        assert findings[f"{box}, events"].ok
        assert all(findings[what].to_do for what in bad)
    finally:
        app.roles = roles
    stage.sandbox.faults.add("unauthorized", target=stage.address, operation="contactFolders", times=None)
    findings = {one.what: one for one in doctor.mailboxes(stage.parts)}
    assert [what for what in findings if what.startswith(box)] == [box]
    assert not findings[box].ok


@pytest.mark.parametrize("stage", ["graph"], indirect=True)
def test_a_run_of_one_kind_hides_nothing_of_the_others(stage: Stage) -> None:
    """Neither that records of another kind wait for an approval, nor does it put their next run off."""
    stage.choose(delete_in_crm=True, **{f"{one}.enabled": True for one in ("task", "email")})
    stage.sync()
    names = [f"C{number}" for number in range(30)]
    for name in names:
        stage.outlook.add(FOLDER, (), surname=name, given_name="A")
    stage.sync()
    for name in names:
        item = stage.outlook.find(FOLDER, surname=name)
        assert item is not None
        stage.outlook.delete(item)
    stage.sync()
    assert stage.report is not None
    told, run, due = stage.problem(), stage.report.run, _due(stage)
    assert "approve" in told
    for kind in (TASK, EMAIL):
        stage.later += timedelta(minutes=1)
        stage.sync(types=[kind])
        assert (stage.problem(), _due(stage)) == (told, due)
    decide.approve(stage.parts.database, stage.mailbox_id, run, by="Ada Admin", now=stage.parts.now())
    stage.sync(types=[TASK])
    assert stage.problem() == ""
    assert stage.sync() == len(names)


def _due(stage: Stage) -> datetime | None:
    with stage.parts.database.session() as session:
        return session.get_one(Mailbox, stage.mailbox_id).due_at
