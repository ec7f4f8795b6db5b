"""What needs a person in a mailbox, and what the command line says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.ops.cli_office import Office
from tests.ops.outside import email


@dataclass(frozen=True)
class Trouble:
    """What needs a person in a mailbox. clash: the contact whose title was changed on both sides; nameless, personal:
    ids of contacts in Outlook."""

    who: str
    clash: dict[str, Any]
    nameless: str
    personal: str


def in_trouble(office: Office, who: str) -> Trouble:
    """A conflict, a contact without a last name, two candidates for another, and one that is nobody's business."""
    address = office.ready(who)
    outlook, crm = office.outlook(address), office.salesforce(address)
    office.run("mailbox", "change", address, "--set", "winner=ask")
    row = [row for row in crm.mine() if row["Email"]][1]
    outlook.edit(outlook.find(row["Email"])["id"], jobTitle="Outlook's")
    crm.edit(row["Id"], Title="Salesforce's")
    nameless = outlook.add(givenName="Nameless", emailAddresses=email(f"nameless.{who}@x.example"))
    double = f"double.{who}@x.example"
    for surname in ("North", "South"):
        crm.add(LastName=surname, Email=double)
    outlook.add(givenName="Olga", surname="Office", emailAddresses=email(double))
    personal = outlook.add("contacts", givenName="Pia", surname="Personal", emailAddresses=email("pia@x.example"))
    return Trouble(who, row, nameless, personal)


def explained(trouble: Trouble, why: Callable[[str], str]) -> None:
    """What `why` says of each of them. why: of one, by its id, e-mail address or name."""
    assert "somebody must choose" in why(trouble.clash["Email"])
    if trouble.who == "anna":  # Graph's ids are the keys on Graph; on EWS keys have another form
        assert "no last name" in why(trouble.nameless)
        said = why(trouble.personal)
        assert said.startswith("Pia Personal ")
        assert "is a personal contact" in said
        return
    assert "no last name" in why(f"nameless.{trouble.who}@x.example")
    assert "Candidates: 003" in why("Olga Office")
    said = why("nobody@x.example")
    assert said.startswith("Nothing is known of nobody@x.example")
    assert "comes to Outlook when it is on the Salesforce list view" in said
    said = why("Lunch")
    assert said.startswith("Nothing is known of Lunch"), "a word is a name, not an id that is gone"
