"""Bad input that does not fit into a text: each call of a run fails once, replies are wrong, values are monstrous.

After the trouble both sides hold what the people left there, without a double, and two runs at rest write nothing.
"""

import random
from datetime import timedelta
from typing import Any

import pytest

from core.errors import SyncError
from core.records import canonical
from sandbox.acting import field
from tests.scenarios.distortion import SPOILS, Distortion
from tests.scenarios.stage import FOLDER, Stage
from tests.seeds import seed_of

MOST_CALLS, STEP = 60, 4
ROUNDS = 12
MEGABYTE = 1_000_000


class People:
    """What people do before each run, one of each kind, and what must be there after it. By e-mail: the job title."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        stage.choose(delete_in_crm=True, guard_share=1.0, guard_listing_share=1.0)
        self.there: dict[str, str | None] = {}
        for name in ("outlook", "crm"):
            stage.crm.add(LastName=name, Email=self._address(name))
            self.there[self._address(name)] = None

    def _address(self, name: str) -> str:
        return f"{name}.{self._stage.address}"

    def work(self, number: int) -> None:
        """Edits and creations on both sides, a drag by category, and the deletion of what the round before made."""
        stage = self._stage
        title = f"Title {number}"
        item = stage.outlook.find(FOLDER, email_address_1=self._address("outlook"))
        row = stage.crm.find(Email=self._address("crm"))
        assert item is not None
        assert row is not None
        stage.outlook.edit(item, job_title=title)
        stage.crm.edit(row["Id"], Title=title)
        self.there |= {self._address("outlook"): title, self._address("crm"): title}
        for name in (f"new-outlook{number}", f"moved{number}", f"new-crm{number}"):
            self.there[self._address(name)] = None
        stage.outlook.add(FOLDER, surname="New", email_address_1=self._address(f"new-outlook{number}"))
        stage.outlook.add("contacts", ("Salesforce",), surname="New", email_address_1=self._address(f"moved{number}"))
        stage.crm.add(LastName="New", Email=self._address(f"new-crm{number}"))
        self._delete(self._address(f"new-outlook{number - 1}"), self._address(f"new-crm{number - 1}"))

    def _delete(self, in_outlook: str, in_crm: str) -> None:
        item = self._stage.outlook.find(FOLDER, email_address_1=in_outlook)
        if item is not None:
            self._stage.outlook.delete(item)
            del self.there[in_outlook]
        row = self._stage.crm.find(Email=in_crm)
        if row is not None:
            self._stage.crm.delete(row["Id"])
            del self.there[in_crm]

    def check(self) -> None:
        items = self._stage.outlook.contacts(FOLDER)
        here = sorted((field(item, "email_address_1"), field(item, "job_title")) for item in items)
        rows = self._stage.crm.query("SELECT Email, Title FROM Contact USING SCOPE mine")
        there = sorted((row["Email"], row["Title"]) for row in rows)
        expected = sorted(self.there.items())
        assert _shown(there) == _shown(expected), "Salesforce"
        assert _shown(here) == _shown(expected), "Outlook"
        assert self._stage.outlook.contacts("contacts") == []


def _shown(pairs: "list[tuple[str, str | None]]") -> list[str]:
    return [f"{email} {title or ''}" for email, title in pairs]


def _try(stage: Stage) -> str:
    """One run that may end early, with a sentence; any other end is a defect."""
    try:
        stage.sync()
    except SyncError as error:
        assert stage.problem() == error.message
        return error.message
    return ""


def _recover(stage: Stage, people: People, what: str) -> None:
    """Later, when all records that were put off are due, all is in step again."""
    try:
        stage.later += timedelta(hours=25)
        stage.sync()
        people.check()
        assert stage.sync() == 0
        assert stage.problem() == ""
    except BaseException as error:
        error.add_note(what)
        raise


# Every run has each call fail in one way on one back-end; a thorough one in all ways on both.
QUARTERS = [0, *(pytest.param(one, marks=pytest.mark.thorough) for one in range(1, STEP))]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("quarter", QUARTERS)
@pytest.mark.parametrize("side", ["exchange", "crm"])
@pytest.mark.parametrize("kind", ["malformed_reply", "lost_reply"])
def test_each_call_of_a_run_may_fail(stage: Stage, side: str, kind: str, quarter: int) -> None:
    """One call of a run, a later one, and so on, until a run has no further call."""
    people = People(stage)
    stage.sync()
    target = stage.address if side == "exchange" else stage.sandbox.salesforce.org.id
    first = (quarter + (kind == "lost_reply") + 2 * (stage.exchange == "ews")) % STEP
    for number in range(first, MOST_CALLS, STEP):
        people.work(number)
        stage.sandbox.faults.add(kind, target=target, after=number)
        told = _try(stage)
        unused = bool(stage.sandbox.faults.planned())
        stage.sandbox.faults.clear()
        _recover(stage, people, f"{kind} of call {number}: {told}")
        if unused:
            assert number > 5, "hardly a call was made"
            return
    pytest.fail(f"a run makes more than {MOST_CALLS} calls")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("side", ["exchange", "crm"])
def test_replies_of_wrong_types_end_in_a_sentence(stage: Stage, side: str) -> None:
    """A reply anywhere in the run is whole but wrong."""
    rng = random.Random(seed_of(f"wrong types {side}"))
    people = People(stage)
    stage.sync()
    server = stage.sandbox.microsoft if side == "exchange" else stage.sandbox.salesforce
    spoilt = 0
    for number in range(ROUNDS):
        people.work(number)
        name, after = rng.choice(list(SPOILS)), rng.randrange(10)
        with Distortion(server.app, SPOILS[name], after) as distortion:
            told = _try(stage)
        what = f"round {number}: {name} as reply {after} ({distortion.applied=}): {told}"
        print(what)
        _recover(stage, people, what)
        spoilt += distortion.applied
    assert spoilt > ROUNDS / 2, "most rounds have a reply of that number"


def test_notes_of_ten_megabytes_are_refused_and_the_others_go_on(stage: Stage) -> None:
    stage.sync()
    stage.outlook.add(FOLDER, surname="Long", email_address_1=f"long.{stage.address}", body="x" * 10 * MEGABYTE)
    stage.outlook.add(FOLDER, surname="Short", email_address_1=f"short.{stage.address}")
    stage.sync()
    assert stage.crm.find(Email=f"short.{stage.address}") is not None
    assert stage.crm.find(Email=f"long.{stage.address}") is None
    [issue] = stage.open_issues()
    assert (issue.code, issue.field) == ("value_too_long", "body")
    item = stage.outlook.find(FOLDER, surname="Long")
    assert item is not None
    assert len(field(item, "body")) == 10 * MEGABYTE
    stage.rest()
    stage.outlook.edit(item, body="short now")
    stage.sync()
    row = stage.crm.find(Email=f"long.{stage.address}")
    assert row is not None
    assert row["Description"] == "short now"
    assert stage.open_issues() == []
    stage.rest()


# By what they are: texts that XML 1.0 or UTF-8 cannot carry, or that some program somewhere stumbles over.
ODD = {
    "control characters": "a\x01b\x0bc\x1f",
    "a null": "a\x00b",
    "a C1 control": "a\x85b\x9f",
    "non-characters": "a\ufffeb\uffff",
    "an emoji of two units": "Ann \U0001f469\u200d\U0001f680",
    "right to left": "\u202eevil\u202c עברית",
    "combining marks": "Z̸̢͓a̴l̷g̵o̶",
    "decomposed": "Zoe\u0308",
    "a byte order mark": "\ufeffAnn",
    "line ends of all kinds": "a\rb\r\nc\u2028d",
    "spaces of all kinds": "\u00a0\u2003a\u200b\u3000",
    "markup": "</t:Body><t:Subject>x</t:Subject>&#x1;&amp;",
}


@pytest.mark.parametrize("where", ["outlook", "crm"])
def test_odd_characters_arrive_or_are_left_out_and_rest(stage: Stage, where: str) -> None:
    """What cannot be carried is left out on the way; nothing is echoed, and the side it came from keeps its own."""
    stage.sync()
    for number, text in enumerate(ODD.values()):
        email = f"odd{number}.{stage.address}"
        if where == "outlook":
            stage.outlook.add(FOLDER, surname=f"Odd {number}", email_address_1=email, job_title=text, body=text)
        else:
            stage.crm.add(LastName=f"Odd {number}", Email=email, Title=text, Description=text)
    stage.sync()
    for number, (name, text) in enumerate(ODD.items()):
        email = f"odd{number}.{stage.address}"
        item, row = stage.outlook.find(FOLDER, email_address_1=email), stage.crm.find(Email=email)
        assert item is not None, name
        assert row is not None, name
        kept = field(item, "job_title") if where == "outlook" else row["Title"]
        told = row["Title"] if where == "outlook" else field(item, "job_title")
        assert canonical(kept) == canonical(text), name
        assert canonical(told) == canonical(text), name
    assert [issue.message for issue in stage.open_issues()] == []
    stage.rest()


def test_a_lone_surrogate_from_salesforce_is_left_out(stage: Stage) -> None:
    """JSON can spell half of a pair; no other wire can carry it. It comes with the first listing."""
    stage.crm.add(LastName="Half", Email=f"half.{stage.address}", Title="HALF")
    with Distortion(stage.sandbox.salesforce.app, lambda body: body.replace(b'"HALF"', b'"a\\ud83db"'), every=True):
        stage.sync()
        item = stage.outlook.find(FOLDER, email_address_1=f"half.{stage.address}")
        assert item is not None
        assert field(item, "job_title") == "ab"
        stage.rest()


def test_fields_of_all_sizes_go_through_or_are_told(stage: Stage) -> None:
    """Every text field at the length that Salesforce holds, and one beyond it."""
    stage.sync()
    held = {"given_name": 40, "surname": 80, "job_title": 128, "department": 80, "business_phone": 40, "body": 32_000}
    for number, (name, length) in enumerate(held.items()):
        for more in (0, 1):
            fields: dict[str, Any] = {"surname": f"Size {number}", name: "y" * (length + more)}
            stage.outlook.add(FOLDER, email_address_1=f"size{number}.{more}.{stage.address}", **fields)
    stage.sync()
    for number in range(len(held)):
        assert stage.crm.find(Email=f"size{number}.0.{stage.address}") is not None, list(held)[number]
        assert stage.crm.find(Email=f"size{number}.1.{stage.address}") is None, list(held)[number]
    assert sorted(str(issue.field) for issue in stage.open_issues()) == sorted(held)
    stage.rest()


@pytest.mark.parametrize("side", ["exchange", "crm"])
def test_a_number_for_a_text_empties_nothing(stage: Stage, side: str) -> None:
    """Only one value in the reply is of a wrong type; all else is as it should be."""
    row_id = stage.crm.add(LastName="Doe", Email=f"doe.{stage.address}", Title="Boss Of All", Phone="1")
    stage.sync()
    item = stage.outlook.find(FOLDER, surname="Doe")
    assert item is not None
    if side == "exchange":
        stage.outlook.edit(item, business_phone="2")
    else:
        stage.crm.edit(row_id, Phone="2")
    server = stage.sandbox.microsoft if side == "exchange" else stage.sandbox.salesforce
    with Distortion(server.app, lambda body: body.replace(b'"Boss Of All"', b"7"), every=True):
        _try(stage)
    item = stage.outlook.find(FOLDER, surname="Doe")
    assert item is not None
    assert field(item, "job_title") == stage.crm.read(row_id)["Title"] == "Boss Of All"
    stage.later += timedelta(hours=25)
    stage.sync()
    stage.crm.edit(row_id, Department="Sales")
    stage.sync()
    item = stage.outlook.find(FOLDER, surname="Doe")
    assert item is not None
    assert (field(item, "department"), field(item, "job_title")) == ("Sales", "Boss Of All")
    stage.rest()


def test_what_nobody_could_read_is_not_passed_by(stage: Stage) -> None:
    """A feed's cursor stays before entries that came without an id, at whatever call they come."""
    people = People(stage)
    stage.sync()
    for number in range(8):
        people.work(number)
        with Distortion(stage.sandbox.microsoft.app, SPOILS["no ids"], number) as distortion:
            told = _try(stage)
        assert distortion.applied
        _recover(stage, people, f"no ids as reply {number}: {told}")
