"""The command line as people use it, from `org add` to `forget`: real processes against a sandbox in a process of its
own, over HTTPS, one mailbox on Graph with the JWT key, one on EWS with a refresh token."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ops.cli import Commands
from tests.ops.cli_office import Office
from tests.ops.cli_trouble import explained, in_trouble
from tests.ops.outside import Salesforce, running_sandbox

COUNTS = "created updated deleted linked unlinked unchanged deferred ambiguous conflicts failed waiting".split()
OPERATION = "type side action key name fields reason outcome error".split()


@pytest.fixture(scope="module")
def told(homes: Path) -> Iterator[dict[str, Any]]:
    with running_sandbox(homes / "sandbox") as told:
        yield told


@pytest.fixture(scope="module")
def office(told: dict[str, Any], homes: Path) -> Office:
    """The org and both mailboxes, added by commands alone."""
    microsoft, crm = told["microsoft"], told["salesforce"]
    anna, jerome = (box["address"] for box in microsoft["mailboxes"])
    run = Commands(homes / "home", CA_FILE=told["ca_file"])
    files = homes / "files"
    files.mkdir()
    token = Salesforce(told, jerome).refresh_token
    for name, text in (("secret", microsoft["client_secret"]), ("key.pem", crm["private_key"]), ("token", token)):
        (files / name).write_text(f"{text}\n")
    password = microsoft["ews_account"]["password"]
    run.secrets = [microsoft["client_secret"], password, token, crm["private_key"].splitlines()[1]]
    run("org", "add", "Brightwater Ltd", *graph_options(told, files), *salesforce_options(told, files))
    ews = ("--exchange-url", microsoft["ews_url"], "--exchange-user", microsoft["ews_account"]["user"])
    run("org", "change", "Brightwater Ltd", "--exchange", "ews", *ews, "--exchange-password-file", "-", typed=password)
    office = Office(run, told, files, anna, jerome)
    office.add()
    return office


def graph_options(told: dict[str, Any], files: Path) -> list[str]:
    microsoft = told["microsoft"]
    where = ["--exchange-url", microsoft["graph_url"], "--authority-url", microsoft["authority_url"]]
    who = ["--tenant", microsoft["tenant"], "--client-id", microsoft["client_id"]]
    return ["--exchange", "graph", *where, *who, "--client-secret-file", str(files / "secret")]


def salesforce_options(told: dict[str, Any], files: Path) -> list[str]:
    crm = told["salesforce"]
    who = ["--salesforce-url", crm["login_url"], "--salesforce-client-id", crm["client_id"]]
    return [*who, "--salesforce-key-file", str(files / "key.pem")]


def test_orgs_and_mailboxes_are_shown_without_secrets(office: Office) -> None:
    office.add()
    assert "Brightwater Ltd\tews, graph, salesforce\t2" in office.run("org", "list").out
    shown = office.run("org", "show", "Brightwater Ltd").out
    assert "Exchange Server, the org's: ok\n  access: impersonation\n  auth: basic\n" in shown
    assert f"Salesforce, {office.jerome}: ok" in shown
    assert f"{office.jerome}\tBrightwater Ltd\tews\tactive" in office.run("mailbox", "list").out
    office.run("mailbox", "change", office.anna, "--set", "guard_deletes=3", "--set", "guard_share=1%")
    assert "guard_share\t1%\tmailbox" in office.run("mailbox", "show", office.anna).out
    files = [path for path in office.run.home.rglob("*") if path.is_file()]
    assert "bothways.db" in [path.name for path in files]
    for path in files:
        stored = path.read_bytes()
        assert [secret for secret in office.run.secrets if secret.encode() in stored] == [], path.name


def test_doctor_signs_in_to_both_sides_of_both_mailboxes(office: Office) -> None:
    office.add()
    findings = office.run("doctor", "--json").json()
    assert all(set(f) == {"what", "ok", "says", "to_do"} and f["ok"] for f in findings), findings
    sides = {f"{address}, {side}" for address in (office.anna, office.jerome) for side in ("Exchange", "Salesforce")}
    assert sides | {"clock"} <= {f["what"] for f in findings}


@pytest.mark.parametrize("who", ["anna", "jerome"])
def test_first_sync_in_the_promised_shape(office: Office, who: str) -> None:
    address = office.ready(who)
    planned, report = office.first[address]
    assert {o["outcome"] for o in planned["operations"]} == {"planned"}
    assert office.outlook(address).contacts("contacts")
    assert set(report) == {"run", "mailbox", "seconds", "calls", "types", "operations"}
    assert set(report["calls"]) == {"exchange", "salesforce"}
    assert list(report["types"]["contact"]) == COUNTS
    assert all(list(one) == OPERATION for one in report["operations"])
    counts = report["types"]["contact"]
    assert counts["created"] + counts["linked"] + counts["updated"] >= len(planned["operations"]) > 0
    assert len(office.outlook(address).contacts()) >= counts["created"]
    again = office.run("sync", "--mailbox", address, "--type", "contact")
    assert "Contacts: nothing to do." in again.out


@pytest.mark.parametrize("who", ["anna", "jerome"])
def test_edits_are_explained_and_undone(office: Office, who: str) -> None:
    address = office.ready(who)
    outlook, crm = office.outlook(address), office.salesforce(address)
    row = next(row for row in crm.mine() if row["Email"])
    outlook.edit(outlook.find(row["Email"])["id"], jobTitle="Navigator")
    report = office.run.sync(address)
    assert [(o["side"], o["action"], o["fields"]) for o in report["operations"]] == [("crm", "update", ["job_title"])]
    assert crm.find(row["Email"])["Title"] == "Navigator"
    name = f"{row['FirstName']} {row['LastName']}"
    # By the id of 18 or of 15 characters, by e-mail and by name.
    keys = [row["Id"][:15], row["Email"]] if who == "anna" else [row["Id"], name]
    for key in keys:
        said = office.run("why", "--mailbox", address, key).out
        assert f"{name} is kept in step" in said
        assert "Job title changed in Outlook, so Salesforce was updated." in said
    assert "Nothing was written." in office.run("undo", report["run"], "--dry-run").out
    assert crm.find(row["Email"])["Title"] == "Navigator"
    assert "put back (job_title)" in office.run("undo", report["run"]).out
    assert crm.find(row["Email"])["Title"] == row["Title"]
    office.run.sync(address)
    assert outlook.find(row["Email"])["jobTitle"] == row["Title"]


def test_a_mail_that_is_not_filed_is_explained(office: Office) -> None:
    mail = office.outlook(office.ready("anna")).mail()
    said = office.run("why", "--mailbox", office.anna, mail["id"]).out
    assert said.strip() == f"{mail['subject']} has neither the category nor lies in the folder, so it is not filed."


@pytest.mark.parametrize("who", ["anna", "jerome"])
def test_what_needs_a_person_is_listed_explained_and_decided(office: Office, who: str) -> None:
    trouble, address = in_trouble(office, who), office.ready(who)
    crm, row = office.salesforce(address), trouble.clash
    counts = office.run.sync(address, code=1)["types"]["contact"]
    assert (counts["failed"], counts["conflicts"]) == (1, 1)
    assert counts["ambiguous"] == 3, "Olga, North and South may be one person"
    listed = office.run("issues", "--mailbox", address).out
    assert "Job title: Outlook has “Outlook's”, Salesforce has “Salesforce's”." in listed
    assert "has no last name" in listed
    assert "ambiguous\tOlga Office\t" in listed
    explained(trouble, lambda key: office.run("why", "--mailbox", address, key).out)
    office.run("choose", "--mailbox", address, row["Email"], "exchange")
    office.run.sync(address)
    assert crm.find(row["Email"])["Title"] == "Outlook's"
    name = f"{row['FirstName']} {row['LastName']}"
    refused = office.run("choose", "--mailbox", address, name, "crm", code=2)
    assert "no open conflict" in refused.err
    office.run("mailbox", "change", address, "--set", "winner=crm")


def test_many_deletions_wait_for_an_approval_by_name(office: Office) -> None:
    office.ready("anna")
    office.run("mailbox", "change", office.anna, "--set", "guard_deletes=3", "--set", "guard_share=1%")
    crm, outlook = office.salesforce(office.anna), office.outlook(office.anna)
    before = len(outlook.contacts())
    victims = [row["Id"] for row in crm.mine()][20:26]
    for record in victims:
        crm.delete(record)
    held = office.run.sync(office.anna, code=1)
    assert {o["outcome"] for o in held["operations"]} == {"held"}
    assert len(outlook.contacts()) == before
    assert held["run"] in office.run("issues", "--mailbox", office.anna).out
    assert "waits for an approval" in office.run("why", "--mailbox", office.anna, victims[0]).out
    wrong = office.run("approve", "--mailbox", office.anna, "0" * 32, "--by", "Ada", code=2)
    assert f"the one that waits is {held['run']}" in wrong.err
    office.run("approve", "--mailbox", office.anna, held["run"], "--by", "Ada Admin")
    done = office.run.sync(office.anna)
    assert done["types"]["contact"]["deleted"] == len(victims)
    assert len(outlook.contacts()) == before - len(victims)


def test_a_suspended_mailbox_can_be_resumed_and_reads_anew(office: Office) -> None:
    office.ready("jerome")
    assert "Go on with" in office.run("mailbox", "suspend", office.jerome).out
    assert f"{office.jerome}\tBrightwater Ltd\tews\tsuspended" in office.run("mailbox", "list").out
    office.run("mailbox", "resume", office.jerome)
    office.run("mailbox", "resync", office.jerome)
    again = office.run("sync", "--mailbox", office.jerome, "--json", code=None).json()
    assert again["types"]["contact"]["created"] == again["types"]["contact"]["deleted"] == 0


def test_credentials_open_with_rotated_keys(office: Office) -> None:
    office.add()
    assert "4 credentials" in office.run("keys-rotate").out
    assert office.run("doctor").code == 0


WRONG: list[tuple[list[str], str]] = [
    (["org", "add", "X"], "An org needs both sides"),
    (["org", "add", " ", "--exchange", "ews", "--salesforce-client-id", "c"], "1 to 120 printable"),
    (["org", "change", "Nowhere", "--set", "winner=crm"], "There is no org 'Nowhere'"),
    (["org", "change", "Brightwater Ltd"], "Say what to change"),
    (["org", "change", "Brightwater Ltd", "--set", "winner=me"], "winner: 'me' is none of"),
    (["org", "change", "Brightwater Ltd", "--set", "colour=red"], "'colour' cannot be set"),
    (["org", "change", "Brightwater Ltd", "--fix", "colour"], "'colour' is no choice"),
    (["org", "change", "Brightwater Ltd", "--tenant", "x"], "--tenant needs --exchange"),
    (["org", "change", "Brightwater Ltd", "--exchange", "ews", "--tenant", "x"], "belongs to --exchange graph"),
    (["org", "change", "Brightwater Ltd", "--exchange", "ews", "--exchange-user", "EXAMPLEsvc"], "neither 'DOMAIN"),
    (
        ["org", "change", "Brightwater Ltd", "--exchange", "ews", "--exchange-url", "http://mail.example.com/x.asmx"],
        "plain http",
    ),
    (
        ["org", "change", "Brightwater Ltd", "--exchange", "ews", "--exchange-url", "https://mail.example.com/owa"],
        "ends in /EWS/Exchange.asmx",
    ),
    (
        [
            "org",
            "change",
            "Brightwater Ltd",
            "--exchange",
            "ews",
            "--exchange-url",
            "https://outlook.office365.com/EWS/Exchange.asmx",
        ],
        "connect the mailbox through Microsoft Graph",
    ),
    (["org", "change", "Brightwater Ltd", "--salesforce-url", "https://a.lightning.force.com/x"], "a.my.salesforce"),
    (["org", "change", "Brightwater Ltd", "--salesforce-key-file", "README.md"], "does not hold a private key"),
    (["org", "change", "Brightwater Ltd", "--salesforce-key-file", "no.pem"], "No such file"),
    (["mailbox", "add", "x@y.example", "--org", "Brightwater Ltd", "--salesforce-user", "x"], "not a Salesforce user"),
    (["mailbox", "add", "x", "--org", "Brightwater Ltd", "--salesforce-user", "x@y", "--exchange", "ews"], "e-mail"),
    (["mailbox", "add", "x@y.example", "--org", "Brightwater Ltd", "--salesforce-user", "x@y"], "Say by --exchange"),
    (["mailbox", "show", "nobody@x.example"], "There is no mailbox"),
    (["why", "--mailbox", "nobody@x.example", " "], "Name a record"),
    (["worker"], "BOTHWAYS_REDIS_URL is missing"),
    (["frobnicate"], "There is no command"),
    (["undo", "0" * 32], "There is no run"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words)[:60] for words, _ in WRONG])
def test_impossible_input_is_refused_in_a_sentence(office: Office, words: list[str], said: str) -> None:
    answer = office.run(*words, code=None)
    assert answer.code in (1, 2)
    assert said in answer.err
    assert answer.out == ""


def test_a_wrong_setting_is_named(homes: Path) -> None:
    assert "BOTHWAYS_WORKERS is 'many'" in Commands(homes / "a", WORKERS="many")("org", "list", code=2).err
    assert "not a setting" in Commands(homes / "a", WORKRES="2")("doctor", "--json", code=1).out
    assert "DATABASE_URL" in Commands(homes / "a", DATABASE_URL="nonsense")("org", "list", code=2).err


def test_a_dead_connection_is_told_by_doctor_and_by_the_list(office: Office) -> None:
    office.ready("anna")
    (office.files / "wrong").write_text("not the secret")
    wrong = ("--client-secret-file", str(office.files / "wrong"))
    office.run("org", "change", "Brightwater Ltd", "--exchange", "graph", *wrong)
    findings = office.run("doctor", "--json", code=1).json()
    [bad] = [f for f in findings if not f["ok"]]
    assert bad["what"] == f"{office.anna}, Exchange"
    assert bad["to_do"]
    refused = office.run("sync", "--mailbox", office.anna, code=1)
    assert refused.err.startswith("bothways: ")
    assert refused.err.count("\n") == 1
    right = ("--client-secret-file", str(office.files / "secret"))
    office.run("org", "change", "Brightwater Ltd", "--exchange", "graph", *right)
    office.run("sync", "--mailbox", office.anna, "--json", code=None).json()


@pytest.mark.parametrize("who", ["anna", "jerome"])
def test_forget_takes_the_copies_away_and_remove_the_rest(office: Office, who: str) -> None:
    address = office.ready(who)
    crm, outlook = office.salesforce(address), office.outlook(address)
    before, personal = len(crm.mine()), len(outlook.contacts("contacts"))
    said = office.run("mailbox", "forget", address, "--yes").out
    assert f"{address} is disabled" in said
    assert len(crm.mine()) == before
    assert len(outlook.contacts("contacts")) == personal
    assert f"{address}\tBrightwater Ltd" in office.run("mailbox", "list").out
    office.run("mailbox", "remove", address, "--yes")
    office.removed(address)
    assert address not in office.run("mailbox", "list").out
