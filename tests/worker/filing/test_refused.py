"""What the CRM refuses of emails: told, tried again, and never in the way of the others."""

from core.errors import Rejected, Transient
from core.models.filing import FiledRow
from core.models.sync import IssueRow
from tests.worker.filing.world import World, filed


def test_a_refusal_is_an_issue_and_shows_on_the_mail(quick: World) -> None:
    quick.crm.refuse["Offer 1"] = Rejected("A rule of the org refuses it.", code="rule")
    key = filed(quick)
    [issue] = quick.rows(IssueRow)
    assert "rule of the org" in issue.message and quick.box.mails[key].categories == ("Salesforce", "Sync Error")
    quick.rest()
    quick.crm.refuse.clear()
    quick.later(days=1)
    quick.run()
    assert quick.is_marked(key) and quick.box.mails[key].categories == ("Salesforce",)
    [issue] = quick.rows(IssueRow)
    assert issue.resolved_at is not None
    quick.rest()


def test_what_passes_is_tried_again(quick: World) -> None:
    quick.crm.refuse["Offer 1"] = Transient("Salesforce is busy.")
    key = filed(quick)
    assert not quick.rows(IssueRow)
    quick.crm.refuse.clear()
    quick.later(minutes=10)
    quick.run()
    assert quick.is_marked(key)
    quick.rest()


def test_a_refused_file_leaves_the_email_filed(quick: World) -> None:
    quick.crm.refuse_file.add("b.txt")
    key = filed(quick, "a.txt", "b.txt", "run.exe")
    [record] = quick.crm.records
    assert list(quick.crm.files_of(record)) == ["a.txt"] and quick.is_marked(key)
    [row] = quick.rows(FiledRow)
    assert "b.txt" in row.note and "run.exe" in row.note
    assert "run.exe" in quick.crm.records[record].note
    quick.rest()
