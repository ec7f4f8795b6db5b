"""Emails shared in the pane, through Graph and through EWS: filed as chosen, answered, taken back, never doubled."""

from typing import Any
from uuid import uuid4

from sandbox.acting_mail import person
from sandbox.microsoft.items import Item
from sandbox.microsoft.mail.parts import File
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync, work

FILE = File("offer.pdf", "application/pdf", b"%PDF-1.7 offer")
OTHER = File("terms.txt", "text/plain", b"terms")


def somebody() -> str:
    return f"ann{uuid4().hex[:8]}@customer.example"


def wish(item: Item, **more: Any) -> dict[str, Any]:
    """As the pane posts it on a desktop."""
    message_id = item.fields["internet_message_id"]
    return {"kind": "email", "item_id": item.ews_id, "message_id": message_id, "subject": "Offer", **more}


def shared(deployment: Deployment, user: User, item: Item, **more: Any) -> dict[str, Any]:
    """Posted and carried out: how it stands then."""
    answer = user.post("/shares", wish(item, **more))
    assert answer.status_code == 202, answer.text
    assert (answer.json()["state"], answer.json()["by_me"]) == ("pending", True)
    work(deployment, user)
    told: dict[str, Any] = user.get(f"/shares/{answer.json()['id']}").json()
    return told


def taken_back(deployment: Deployment, user: User, share_id: str) -> dict[str, Any]:
    answer = user.delete(f"/shares/{share_id}")
    assert (answer.status_code, answer.json()["state"]) == (202, "undoing"), answer.text
    work(deployment, user)
    told: dict[str, Any] = user.get(f"/shares/{answer.json()['id']}").json()
    return told


def categories(user: User, item: Item) -> list[str]:
    now = user.outlook.mail.now(item)
    assert now is not None
    return list(now.fields.get("categories") or [])


def rows(user: User, columns: str, sobject: str, where: str, value: str) -> list[dict[str, Any]]:
    return user.crm.query(f"SELECT {columns} FROM {sobject} WHERE {where} = '{value}'")  # noqa: S608  (of our own)


def filed(user: User, item: Item) -> list[str]:
    """The ids of its records in Salesforce."""
    message_id = item.fields["internet_message_id"]
    return [row["Id"] for row in rows(user, "Id", "EmailMessage", "MessageIdentifier", message_id)]


def relations(user: User, email_id: str) -> set[tuple[str, str]]:
    found = rows(user, "RelationType, RelationId", "EmailMessageRelation", "EmailMessageId", email_id)
    return {(row["RelationType"], row["RelationId"]) for row in found if row["RelationId"]}


def test_an_email_is_filed_as_it_was_chosen(deployment: Deployment, user: User) -> None:
    address = somebody()
    ann, bob = user.crm.add(LastName="Lee", Email=address), user.crm.add(LastName="Bobson")
    account = user.crm.add("Account", Name="Lee Ltd")
    item = user.outlook.mail.receive(address, "Offer", "Hello")
    told = shared(deployment, user, item, who=[ann, bob], what=account)
    assert (told["state"], told["problem"]) == ("shared", None)
    [email] = filed(user, item)
    assert told["record"]["id"] == email
    assert told["record"]["url"].endswith(f"/lightning/r/EmailMessage/{email}/view")
    row = user.crm.read(email, "EmailMessage")
    assert (row["Subject"], row["RelatedToId"]) == ("Offer", account)
    assert {("FromAddress", ann), ("OtherAddress", bob)} <= relations(user, email)
    assert categories(user, item) == ["Salesforce"]
    sync(deployment, user)
    assert filed(user, item) == [email]
    assert user.get("/shares", message_id=item.fields["internet_message_id"]).json()["items"] == [told]


def test_whoever_is_proposed_can_be_chosen(deployment: Deployment) -> None:
    """A mail to a crowd: everybody whom the pane shows is ticked there, and one click files it with all of them."""
    user, domain = deployment.user("graph"), f"{uuid4().hex[:8]}.example"
    crowd = [f"p{number}@{domain}" for number in range(105)]
    known = [user.crm.add(LastName=f"Nr{number}", Email=address) for number, address in enumerate(crowd)]
    item = user.outlook.mail.receive(crowd[0], "Offer", "Hello", cc_recipients=[person(one) for one in crowd[1:]])
    asked = {"kind": "message", "mode": "read", "people": [{"name": "", "address": one} for one in crowd]}
    proposed = [one["records"][0]["id"] for one in user.post("/context", asked).json()["people"]]
    assert proposed == known[:100]
    told = shared(deployment, user, item, who=[*proposed, user.crm.add(LastName="Byhand")])
    assert (told["state"], told["problem"]) == ("shared", None)
    assert {key for _, key in relations(user, told["record"]["id"])} >= set(proposed)


def test_only_ticked_attachments_go_along(deployment: Deployment, user: User) -> None:
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello", [FILE, OTHER])
    told = shared(deployment, user, item, attachments=[{"id": "of this session only", "name": "terms.txt"}])
    found = rows(user, "ContentDocument.Title", "ContentDocumentLink", "LinkedEntityId", told["record"]["id"])
    assert [row["ContentDocument"]["Title"] for row in found] == ["terms"]


def test_several_who_match_are_asked_for_and_answered(deployment: Deployment, user: User) -> None:
    address = somebody()
    people = {user.crm.add(LastName=name, Email=address): name for name in ("Lee", "Leigh")}
    item = user.outlook.mail.receive(address, "Offer", "Hello")
    told = shared(deployment, user, item)
    assert {row["id"]: row["name"] for row in told["candidates"]} == people
    [first, _] = people
    answered = shared(deployment, user, item, who=[first])
    assert (answered["id"], answered["candidates"]) == (told["id"], [])
    [email] = filed(user, item)
    assert ("FromAddress", first) in relations(user, email)


def test_undone_it_leaves_salesforce_and_can_be_shared_again(deployment: Deployment, user: User) -> None:
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello")
    told = shared(deployment, user, item)
    gone = taken_back(deployment, user, told["id"])
    assert (gone["state"], gone["record"], filed(user, item), categories(user, item)) == ("undone", None, [], [])
    sync(deployment, user)
    assert filed(user, item) == []
    again = shared(deployment, user, item)
    assert (again["state"], len(filed(user, item))) == ("shared", 1)


def test_what_the_category_filed_is_told_and_taken_back(deployment: Deployment, user: User) -> None:
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello")
    user.outlook.mail.categorise(item, "Salesforce")
    sync(deployment, user)
    [told] = user.get("/shares", message_id=item.fields["internet_message_id"]).json()["items"]
    assert (told["state"], told["by"], told["by_me"]) == ("shared", user.address, True)
    assert taken_back(deployment, user, told["id"])["state"] == "undone"
    assert (filed(user, item), categories(user, item)) == ([], [])


def test_what_a_colleague_shared_is_theirs(deployment: Deployment, user: User) -> None:
    colleague = deployment.user(user.exchange)
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello")
    copy = colleague.outlook.mail.receive(somebody(), "Offer", internet_message_id=item.fields["internet_message_id"])
    told = shared(deployment, user, item)
    [theirs] = colleague.get("/shares", message_id=copy.fields["internet_message_id"]).json()["items"]
    assert (theirs["state"], theirs["by"], theirs["by_me"]) == ("shared", user.address, False)
    assert (theirs["record"], theirs["problem"], theirs["candidates"]) == (None, None, [])
    assert colleague.delete(f"/shares/{theirs['id']}").status_code == 404
    assert (
        colleague.get(f"/shares/{told['id']}").status_code
        == colleague.delete(f"/shares/{told['id']}").status_code
        == 404
    )
    joined = shared(deployment, colleague, copy)
    assert joined["record"]["id"] == told["record"]["id"]
    assert taken_back(deployment, user, told["id"])["state"] == "undone"
    assert len(filed(user, item)) == 1, "a colleague holds it still"


def test_a_message_id_alone_tells_nobody_whom_a_mail_may_be_about(deployment: Deployment, user: User) -> None:
    address, curious = somebody(), deployment.user(user.exchange)
    for name in ("Lee", "Leigh"):
        user.crm.add(LastName=name, Email=address)
    item = user.outlook.mail.receive(address, "Offer", "Hello")
    assert len(shared(deployment, user, item)["candidates"]) == 2
    told = curious.post("/shares", wish(item)).json()
    found = curious.get("/shares", message_id=item.fields["internet_message_id"]).json()["items"]
    assert (told["candidates"], told["record"]) == ([], None)
    assert [(one["candidates"], one["record"]) for one in found] == [([], None)]


def test_a_draft_is_shared_once_it_is_sent(deployment: Deployment, user: User) -> None:
    address = somebody()
    ann = user.crm.add(LastName="Lee", Email=address)
    key = uuid4().hex
    draft = user.outlook.mail.draft([address], "Offer", "Hello", headers=[["x-bothways-share", key]])
    body = {"kind": "email", "item_id": draft.ews_id, "subject": "Offer", "who": [ann], "on_send": key}
    told = user.post("/shares", body).json()
    work(deployment, user)
    assert user.get(f"/shares/{told['id']}").json()["state"] == "pending"
    sent = user.outlook.mail.send_draft(draft)
    assert user.post("/shares", body).json()["id"] == told["id"]
    work(deployment, user)
    assert user.get(f"/shares/{told['id']}").json()["state"] == "shared"
    [email] = filed(user, sent)
    assert ("ToAddress", ann) in relations(user, email)


def test_recipients_changed_after_the_choice_are_told_and_the_choice_stays(deployment: Deployment, user: User) -> None:
    """The pane was closed by then: nobody was asked about the new one."""
    first, second, key = somebody(), somebody(), uuid4().hex
    ann, _ = user.crm.add(LastName="Lee", Email=first), user.crm.add(LastName="Bobson", Email=second)
    draft = user.outlook.mail.draft([first], "Offer", "Hello", headers=[["x-bothways-share", key]])
    body = {"kind": "email", "item_id": draft.ews_id, "subject": "Offer", "who": [ann], "on_send": key}
    assert user.post("/shares", body).status_code == 202
    user.outlook.mail.edit(draft, to_recipients=[person(second)])
    sent = user.outlook.mail.send_draft(draft)
    work(deployment, user)
    [email] = filed(user, sent)
    assert user.crm.read(email, "EmailMessage")["ToAddress"] == second
    assert {one for one in relations(user, email) if one[0] != "FromAddress"} == {("OtherAddress", ann)}


def test_a_draft_is_not_shared_after_all(deployment: Deployment, user: User) -> None:
    key = uuid4().hex
    draft = user.outlook.mail.draft([somebody()], "Offer", "Hello", headers=[["x-bothways-share", key]])
    told = user.post("/shares", {"kind": "email", "item_id": draft.ews_id, "on_send": key}).json()
    work(deployment, user)
    gone = taken_back(deployment, user, told["id"])
    assert (gone["state"], gone["problem"]) == ("undone", None)
    sent = user.outlook.mail.send_draft(draft)
    sync(deployment, user)
    assert filed(user, sent) == []


def test_a_mail_that_is_gone_says_so(deployment: Deployment, user: User) -> None:
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello")
    user.outlook.mail.delete(item)
    told = shared(deployment, user, item)
    assert told["state"] == "failed"
    assert "Deleted Items" in told["problem"]


def test_a_run_has_the_mailbox(deployment: Deployment, user: User) -> None:
    """The share waits for it and is not doubled."""
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello")
    user.outlook.mail.categorise(item, "Salesforce")
    share = user.post("/shares", wish(item)).json()
    sync(deployment, user)
    assert user.get(f"/shares/{share['id']}").json()["state"] == "shared"
    assert len(filed(user, item)) == 1


def test_salesforce_refuses_and_is_asked_again(deployment: Deployment, user: User) -> None:
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello")
    told = shared(deployment, user, item, what="001000000000000AAA")
    assert told["state"] == "failed"
    assert told["problem"]
    account = user.crm.add("Account", Name="Lee Ltd")
    assert shared(deployment, user, item, what=account)["state"] == "shared"
    assert len(filed(user, item)) == 1


def test_wrong_wishes_are_refused(deployment: Deployment, user: User) -> None:
    good = {"kind": "email", "item_id": "AAMk"}
    wrong: list[dict[str, Any]] = [
        {**good, "who": ["001000000000000AAA"]},
        {**good, "who": ["nobody"]},
        *({**good, "what": f"{prefix}000000000000AAA"} for prefix in ("003", "005", "00T", "00U")),
        {**good, "kind": "contact"},
        {**good, "more": 1},
        {"kind": "email"},
    ]
    assert [user.post("/shares", body).status_code for body in wrong] == [422] * len(wrong)


def test_what_a_person_ticks_goes_along_though_attachments_are_off(deployment: Deployment, user: User) -> None:
    """Unless an administrator has decided so; the pane is told before."""
    settings = user.get("/settings")
    user.patch("/settings", {"kinds": {"email": {"attachments": False}}}, settings.headers["ETag"])
    item = user.outlook.mail.receive(somebody(), "Offer", "Hello", [FILE, OTHER])
    asked = {"kind": "message", "mode": "read", "people": []}
    assert user.post("/context", asked).json()["files"] == "ticked"
    told = shared(deployment, user, item, attachments=[{"id": "of this session only", "name": "terms.txt"}])
    found = rows(user, "ContentDocument.Title", "ContentDocumentLink", "LinkedEntityId", told["record"]["id"])
    assert [row["ContentDocument"]["Title"] for row in found] == ["terms"]
