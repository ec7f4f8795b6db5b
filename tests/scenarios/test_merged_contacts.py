"""Contacts that somebody merges in Salesforce: the Outlook contact goes on with the record that stays, and where that
one has a contact in Outlook already, the other copy goes and it is told why. Nothing is made twice."""

import pytest

from sandbox.acting import categories, field
from tests.scenarios.stage import FOLDER, Stage

MERGED = "Doe was merged into another Salesforce record, so this copy went to Deleted Items in Outlook."
INHERITED = "Doe was merged into another Salesforce record, which now belongs to the Outlook item."


class Twins:
    """Two contacts of one person in Salesforce, and somebody else's beside them."""

    def __init__(self, stage: Stage, winner: str) -> None:
        """winner: `linked` is in Outlook too, `new` is made after the last run, `foreign` is a colleague's."""
        stage.choose(guard_share=1.0, guard_listing_share=1.0)
        self.stage = stage
        self.loser = self._add(stage, "Doe")
        self._add(stage, "Bystander")
        self.winner = self._add(stage, "Doe-Roe") if winner == "linked" else ""
        stage.sync()
        if not self.winner:
            maker = stage.colleague if winner == "foreign" else stage.crm
            account = maker.add("Account", Name=f"Acme {stage.address}")
            self.winner = maker.add(LastName="Doe-Roe", Email=f"doe-roe.{stage.address}", AccountId=account)

    def _add(self, stage: Stage, name: str) -> str:
        return stage.crm.add(LastName=name, Email=f"{name.lower()}.{stage.address}")

    def merge(self) -> None:
        """By somebody who may edit both."""
        org = self.stage.sandbox.salesforce.org
        with org.lock:
            org.system().merge("Contact", self.winner, [self.loser])

    def sync(self, *, listing: bool) -> list[str]:
        self.stage.sync(force=listing)
        assert self.stage.report is not None
        return [one.reason for one in self.stage.report.operations if one.action in ("link", "delete")]

    def names(self) -> list[str]:
        return sorted(field(item, "surname") for item in self.stage.outlook.contacts(FOLDER))


@pytest.mark.parametrize("listing", [False, True], ids=["feed", "listing"])
@pytest.mark.parametrize("winner", ["linked", "new", "foreign"])
def test_one_contact_is_left(stage: Stage, winner: str, listing: bool) -> None:
    twins = Twins(stage, winner)
    item = stage.outlook.find(FOLDER, surname="Doe")
    assert item is not None
    stage.outlook.edit(item, spouse_name="Kim")
    twins.merge()
    assert twins.sync(listing=listing) == [MERGED if winner == "linked" else INHERITED]
    stage.sync()
    assert twins.names() == ["Bystander", "Doe-Roe"]
    assert stage.open_issues() == []
    left = stage.outlook.find(FOLDER, surname="Doe-Roe")
    assert left is not None
    assert "Salesforce" in categories(left)
    assert field(left, "spouse_name") == (None if winner == "linked" else "Kim")
    if winner == "linked":
        [binned] = stage.outlook.contacts("deleteditems")
        assert field(binned, "spouse_name") == "Kim"
    stage.rest()
