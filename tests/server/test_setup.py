"""First use: the mailbox is found or proven, Salesforce connected, the kinds chosen, the first run started."""

import re

import pytest
from sqlalchemy import select

from core import accounts
from core.choices import FIXED
from core.models.accounts import Mailbox
from core.models.pane import Person
from sandbox.microsoft.items import Item
from tests.ops.cli import Commands
from tests.server.deployment import Caller, Deployment
from tests.server.keyless import without_key


def _row(deployment: Deployment, address: str) -> Mailbox:
    with deployment.parts.database.session() as session:
        return accounts.find_mailbox(session, address)


def test_at_microsoft_365_the_mailbox_is_found_and_waits_for_its_owner(deployment: Deployment) -> None:
    address = deployment.new_address("new")
    told = deployment.caller(deployment.entra_token(address)).get("/session").json()
    assert told["mailbox"]["address"] == address
    assert (told["mailbox"]["state"], told["setup"], told["mailbox"]["next_run_at"]) == ("suspended", "choose", None)
    assert _row(deployment, address).exchange == "graph"


def test_the_set_up_step_by_step(deployment: Deployment) -> None:
    address = deployment.new_address("new")
    person = deployment.caller(deployment.entra_token(address))
    person.get("/session")
    chosen = {"contact": True, "task": False, "event": True, "email": False}
    assert person.post("/session/setup", {"step": "choose", "kinds": chosen}).json()["setup"] == "preview"
    policy = _row(deployment, address).policy
    assert policy == {"enabled": True, "task.enabled": False, "event.enabled": True, "email.enabled": False}
    started = person.post("/session/setup", {"step": "start"}).json()
    assert (started["setup"], started["mailbox"]["state"]) == ("done", "active")
    again = person.post("/session/setup", {"step": "choose", "kinds": chosen})
    assert (again.status_code, again.json()["code"]) == (409, "set_up_already")


def test_what_the_admin_fixed_stays(deployment: Deployment) -> None:
    person = deployment.caller(deployment.entra_token(deployment.new_address("new")))
    person.get("/session")
    with deployment.parts.database.session() as session:
        org = accounts.find_org(session, "Brightwater")
        org.policy = {"task.enabled": False, FIXED: ["task.enabled"]}
    try:
        refused = person.post("/session/setup", {"step": "choose", "kinds": {"task": True}})
        assert (refused.status_code, refused.json()["code"]) == (403, "fixed_by_admin")
        assert refused.json()["fields"][0]["name"] == "kinds.task"
        assert person.post("/session/setup", {"step": "choose", "kinds": {"task": False}}).status_code == 200
    finally:
        with deployment.parts.database.session() as session:
            accounts.find_org(session, "Brightwater").policy = {}


def _inbox(deployment: Deployment, address: str) -> list[Item]:
    mailbox = deployment.sandbox.microsoft.store.mailbox(address)
    assert mailbox is not None
    return mailbox.items(mailbox.well_known("inbox").id)


def code_in(deployment: Deployment, address: str) -> str:
    """As its owner reads it in the Inbox."""
    found = [
        re.search(r"[Cc]ode: ([A-Z0-9]{8})", str(item.fields.get("subject"))) for item in _inbox(deployment, address)
    ]
    (code,) = [match[1] for match in found if match]
    return code


@pytest.fixture
def newcomer(deployment: Deployment) -> tuple[Caller, str]:
    """Somebody at the Exchange Server, of whom nothing is known."""
    address = deployment.new_address("onprem")
    return deployment.caller(deployment.exchange_token(address)), address


def test_on_premises_a_code_in_the_mailbox_proves_it(deployment: Deployment, newcomer: tuple[Caller, str]) -> None:
    person, address = newcomer
    assert person.get("/session").json()["setup"] == "mailbox"
    sent = person.post("/session/mailbox", {"address": address.upper()})
    assert (sent.status_code, sent.json()["address"]) == (202, address)
    code = code_in(deployment, address)
    told = person.post("/session/mailbox/code", {"code": code.lower()}).json()
    assert (told["mailbox"]["address"], told["setup"]) == (address, "choose")
    assert _inbox(deployment, address) == []
    outgoing = deployment.sandbox.microsoft.store.outgoing
    assert [sent for sent in outgoing if address in (sent.organizer, sent.sender)] == []


def test_the_code_comes_in_the_language_of_whoever_asks(deployment: Deployment, newcomer: tuple[Caller, str]) -> None:
    person, address = newcomer
    person.call("POST", "/session/mailbox", {"address": address}, headers={"Accept-Language": "de-DE"})
    [note] = _inbox(deployment, address)
    assert note.fields["subject"] == f"Bothways-Code: {code_in(deployment, address)}"
    body = str(note.fields["body"])
    assert "Ihr Code für Bothways lautet" in body and "niemand hat etwas erhalten" in body


def test_a_code_is_guessed_five_times_at_most(deployment: Deployment, newcomer: tuple[Caller, str]) -> None:
    person, address = newcomer
    person.post("/session/mailbox", {"address": address})
    for _ in range(5):
        refused = person.post("/session/mailbox/code", {"code": "AAAAAAAA"})
        assert (refused.status_code, refused.json()["code"]) == (422, "wrong_code")
    late = person.post("/session/mailbox/code", {"code": code_in(deployment, address)})
    assert late.status_code == 422


def test_a_code_is_good_for_the_person_who_asked_only(deployment: Deployment, newcomer: tuple[Caller, str]) -> None:
    person, address = newcomer
    person.post("/session/mailbox", {"address": address})
    thief = deployment.caller(deployment.exchange_token(deployment.new_address("thief")))
    thief.get("/session")
    assert thief.post("/session/mailbox/code", {"code": code_in(deployment, address)}).status_code == 422


def test_an_address_without_a_mailbox_is_told_at_its_field(newcomer: tuple[Caller, str]) -> None:
    person, _ = newcomer
    refused = person.post("/session/mailbox", {"address": "nobody@brightwater.example"})
    assert (refused.status_code, refused.json()["fields"][0]["name"]) == (422, "address")


def test_the_fields_of_a_mailbox_are_named_in_german(newcomer: tuple[Caller, str]) -> None:
    person, address = newcomer
    person.post("/session/mailbox", {"address": address})
    german = {"Accept-Language": "de"}
    unknown = person.call("POST", "/session/mailbox", {"address": "nobody@brightwater.example"}, headers=german)
    wrong = person.call("POST", "/session/mailbox/code", {"code": "AAAAAAAA"}, headers=german)
    assert [one.json()["fields"][0]["label"] for one in (unknown, wrong)] == ["Adresse", "Code"]


def test_at_microsoft_365_no_code_is_needed(deployment: Deployment) -> None:
    person = deployment.caller(deployment.entra_token(deployment.new_address("new")))
    refused = person.post("/session/mailbox", {"address": "other@brightwater.example"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_needed")


def test_without_a_mailbox_nothing_else_is_open(newcomer: tuple[Caller, str]) -> None:
    person, _ = newcomer
    for call in (person.get("/connections"), person.post("/connections/salesforce/start")):
        assert (call.status_code, call.json()["code"]) == (409, "no_mailbox")


def test_when_the_directory_does_not_answer_it_is_said_and_tried_again(deployment: Deployment) -> None:
    address = deployment.new_address("new")
    person = deployment.caller(deployment.entra_token(address))
    deployment.sandbox.faults.add("unavailable", target=address, count=20)
    refused = person.get("/session")
    assert (refused.status_code, refused.json()["code"]) == (502, "exchange_unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    deployment.sandbox.faults.clear()
    assert person.get("/session").json()["mailbox"]["address"] == address


def test_a_person_s_name_and_address_decide_nothing(deployment: Deployment) -> None:
    """Identity is tid and oid: another person whose token shows the same address is somebody else."""
    one = deployment.user("graph")
    with deployment.parts.database.session() as session:
        person = session.scalars(select(Person).where(Person.id == one.person_id)).one()
        person.address = "shown@brightwater.example"
    other = deployment.caller(deployment.entra_token(deployment.new_address("new"))).get("/session").json()
    assert other["person"]["id"] != one.person_id


def test_without_a_key_or_an_own_token_salesforce_comes_first(deployment: Deployment) -> None:
    user = deployment.user("graph")
    with without_key(deployment):
        told = user.get("/session").json()
        assert (told["setup"], told["crm"]["state"]) == ("salesforce", "missing")


def _replaced(deployment: Deployment, person_id: str) -> None:
    """Their account was deleted; who has the address now proves to be another one."""
    with deployment.parts.database.session() as session:
        session.get_one(Person, person_id).subject += "-former"


def test_a_reused_address_gives_nobody_the_mailbox_of_another(deployment: Deployment) -> None:
    former = deployment.user("graph")
    _replaced(deployment, former.person_id)
    person = deployment.caller(deployment.entra_token(former.address))
    for path in ("/session", "/settings"):
        assert person.get(path).status_code == 409
    refused = person.get("/session").json()
    assert (refused["code"], f"bothways mailbox unlink {former.address}" in refused["detail"]) == (
        "mailbox_taken",
        True,
    )
    command = Commands(deployment.settings.key_file.parent, DATABASE_URL=deployment.settings.database_url)
    command("mailbox", "unlink", former.address, "--yes")
    assert person.get("/session").json()["mailbox"]["id"] == former.mailbox_id


def test_on_premises_a_code_opens_no_mailbox_of_another(deployment: Deployment) -> None:
    former = deployment.user("ews")
    _replaced(deployment, former.person_id)
    person = deployment.caller(deployment.exchange_token(former.address))
    person.post("/session/mailbox", {"address": former.address})
    refused = person.post("/session/mailbox/code", {"code": code_in(deployment, former.address)})
    assert (refused.status_code, refused.json()["code"]) == (409, "mailbox_taken")
