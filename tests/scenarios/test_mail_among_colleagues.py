"""Filing by itself leaves mail among colleagues alone, also where a colleague's e-mail in Salesforce is not the address
of the mailbox."""

from datetime import UTC, datetime
from uuid import uuid4

from core import accounts
from core.models.accounts import Mailbox, Org
from tests.scenarios.stage import Stage, only


def _colleague(stage: Stage) -> str:
    """Whose mailbox is in another domain, and whose Salesforce user has an e-mail that no mail comes from."""
    token = uuid4().hex[:6]
    address, username = f"{token}@berlin.example", f"user.{token}@brightwater.example"
    org = stage.sandbox.salesforce.org
    with org.lock:
        org.create_user(
            username=username,
            password=uuid4().hex,
            email=f"{token}@elsewhere.example",
            first_name="Ute",
            last_name=token,
        )
    with stage.parts.database.session() as session:
        box = session.get_one(Mailbox, stage.mailbox_id)
        made = accounts.add_mailbox(
            session,
            session.get_one(Org, box.org_id),
            address,
            crm_user=username,
            exchange=stage.exchange,
            now=datetime.now(UTC),
        )
        made.policy = only("nothing")
    return address


def test_a_colleague_is_known_by_the_mailbox(stage: Stage) -> None:
    stage.choose(**only("email"), **{"email.automatic": True})
    colleague, token = _colleague(stage), uuid4().hex[:6]
    customer = f"{token}@customer.example"
    for address in (colleague, customer):
        stage.crm.add(LastName=address.partition("@")[0], Email=address)
    stage.sync()
    stage.outlook.mail.receive(colleague, f"Lunch {token}", "Today?")
    stage.outlook.mail.receive(customer, f"Offer {token}", "Thank you", cc_recipients=[{"address": colleague}])
    stage.sync()
    found = stage.crm.query(f"SELECT Subject FROM EmailMessage WHERE Subject LIKE '% {token}'")  # noqa: S608
    assert [row["Subject"] for row in found] == [f"Offer {token}"]
    relations = stage.crm.query(
        "SELECT RelationObjectType, RelationAddress FROM EmailMessageRelation WHERE RelationType = 'CcAddress'"
    )
    assert ("User", colleague) in [(row["RelationObjectType"], row["RelationAddress"]) for row in relations]
    stage.rest()
