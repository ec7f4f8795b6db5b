"""A right that is missing for one kind of record stops that kind with a sentence; the others go on."""

import pytest

from tests.scenarios.stage import FOLDER, Stage


def renew_token(stage: Stage) -> None:
    """A token is kept for an hour, and tells the roles of when it was made; one that is refused is made anew."""
    stage.sandbox.faults.add("unauthorized", target=stage.address, operation="GET|POST")


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
        assert stage.outlook.find(FOLDER, email_address_1=f"doe.{stage.address}") is not None
    finally:
        app.roles = roles
    renew_token(stage)
    stage.sync()
    stage.sync()
    assert stage.problem() == ""
    assert stage.open_issues() == []
