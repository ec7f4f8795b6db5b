"""Notes that people laid out in Outlook: Salesforce's section and edits come, the layout and the Join link stay, and
nothing comes back as an edit."""

from typing import Any

import pytest

from core import notes
from sandbox.acting import categories
from sandbox.microsoft.items import Item
from tests.core.exchange.test_rich_notes import PAGE
from tests.scenarios.events import moment
from tests.scenarios.stage import Stage, only

HTML: dict[str, Any] = {"body": PAGE, "body_type": "HTML"}


class Desk:
    """An item with notes of HTML, its Salesforce record, and what both hold."""

    def __init__(self, stage: Stage, kind: str) -> None:
        stage.choose(**only(kind))
        self.stage, self.subject = stage, f"Rich {stage.address.partition('@')[0]}"
        self.sobject = kind.capitalize()
        self._mailbox = stage.outlook.mailbox
        if kind == "event":
            start = moment("@+3T12:00")
            self._item = stage.outlook.calendar.add(self.subject, start, categories=["Salesforce"], **HTML)
        else:
            self._item = stage.outlook.tasks.add(self.subject, categories=["Salesforce"], **HTML)
        stage.sync()
        self.told = str(self.row["Description"])

    @property
    def row(self) -> dict[str, Any]:
        found = self.stage.crm.find(self.sobject, Subject=self.subject)
        assert found is not None
        return found

    @property
    def item(self) -> Item:
        now = self._mailbox.item(self._item.immutable_id)
        assert now is not None
        return now

    @property
    def page(self) -> str:
        return str(self.item.fields["body"])

    def edit(self, **fields: Any) -> None:
        self.stage.crm.edit(self.row["Id"], self.sobject, **fields)
        self.stage.sync()


@pytest.fixture(params=["event", "task"])
def desk(request: pytest.FixtureRequest, stage: Stage) -> Desk:
    return Desk(stage, request.param)


def test_what_it_is_about_comes_and_the_page_stays(desk: Desk) -> None:
    assert "Agenda & more" in desk.told
    account = desk.stage.crm.add("Account", Name="Acme & <b>Sons</b>")
    desk.edit(WhatId=account)
    begin, _, end = PAGE.partition("\r\n</body>")
    assert desk.page.startswith(begin)
    assert desk.page.endswith(f"</body>{end}")
    assert f'{notes.START}<br>Related to: Acme &amp; &lt;b&gt;Sons&lt;/b&gt; (Account) <a href="http' in desk.page
    desk.stage.rest()
    assert desk.row["Description"] == desk.told
    desk.edit(WhatId=None)
    assert desk.page == PAGE
    desk.stage.rest()


def test_a_line_that_was_changed_in_salesforce(desk: Desk) -> None:
    wanted = desk.told.replace("Agenda", "Plan").replace("line", "first line")
    desk.edit(Description=wanted)
    assert desk.page == PAGE.replace("Agenda", "Plan").replace("line<", "first line<")
    desk.stage.rest()
    assert desk.row["Description"] == wanted


def test_what_else_was_changed_does_not_wait(desk: Desk) -> None:
    """With notes that would lose the Join link: the other fields go, and the section."""
    account = desk.stage.crm.add("Account", Name="Acme")
    other = {"Location": "Rome"} if desk.sobject == "Event" else {"Priority": "High"}
    desk.edit(Description="Only this", WhatId=account, **other)
    begin, _, end = PAGE.partition("\r\n</body>")
    assert desk.page.startswith(begin) and desk.page.endswith(f"</body>{end}")
    assert f"{notes.START}<br>Related to: Acme" in desk.page
    fields = desk.item.fields
    assert (fields.get("location"), fields.get("importance"))[desk.sobject == "Task"] in ("Rome", "High", "high")
    [issue] = desk.stage.open_issues()
    assert (issue.code, issue.field, desk.subject in issue.message) == ("rich_notes", "body", True)
    assert categories(desk.item) >= {"Salesforce", "Sync Error"}
    desk.stage.rest()
    assert desk.row["Description"] == "Only this"
    desk.edit(Description=f"First of all\n{desk.told}")
    assert "<div>First of all</div><p class=MsoNormal>" in desk.page
    assert desk.stage.open_issues() == []
    desk.stage.rest()


def test_what_would_lose_the_join_link_is_told_and_waits(desk: Desk) -> None:
    desk.edit(Description="Only this")
    assert desk.page == PAGE
    [issue] = desk.stage.open_issues()
    assert (issue.code, desk.subject in issue.message) == ("rich_notes", True)
    desk.edit(Description=f"First of all\n{desk.told}")
    assert desk.page == PAGE.replace("<p class=MsoNormal>", "<div>First of all</div><p class=MsoNormal>")
    assert desk.stage.open_issues() == []
    desk.stage.rest()
