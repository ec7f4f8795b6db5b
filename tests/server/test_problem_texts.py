"""Each sentence of a problem is there in German, and is told to whoever asks for German."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import requests

from core.errors import Unauthorized
from core.records import Side
from server import errors, meanings
from server.german import GERMAN, in_german
from server.problem_titles import TITLES
from server.problems import Problem
from tests.server.deployment import API, Deployment

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"\{\w*\}")
FEWEST = 12  # letters of its own that make a literal a sentence
# Which argument of these is told to people.
TELLING = {"Problem": 2, "failed": 0, "_wrong": 1}


def _bare(text: str) -> str:
    """A sentence without the names of its places."""
    return PLACE.sub("{}", text)


def _text(node: ast.AST) -> str | None:
    """Of a literal, its places bare; None of what is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _bare(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _told(path: Path) -> Iterator[str]:
    """The literals that people get to read in a problem: given to it at once, or by a name."""
    nodes = _nodes(path)
    calls = [one for one in nodes if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    given = [one.args[at] for one in calls if (at := TELLING.get(getattr(one.func, "id", ""))) is not None]
    names = {one.id for one in given if isinstance(one, ast.Name)}
    assigned = [one for one in nodes if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)]
    values = [one.value for one in assigned if getattr(one.targets[0], "id", "") in names]
    yield from filter(None, map(_text, [*given, *values]))


def test_each_sentence_of_a_problem_is_there_in_german() -> None:
    known = {_bare(english) for english in GERMAN}
    told = {text for path in ROOT.glob("server/**/*.py") for text in _told(path)}
    told |= {_bare(text) for text in [*meanings.LATER.values(), meanings.UNAVAILABLE]}
    told |= {text for _, text in errors._TOLD.values()}
    assert len(told) > 50
    assert sorted(told - known) == []


def test_no_german_sentence_is_left_of_an_english_one_that_is_gone() -> None:
    files = [*ROOT.glob("server/**/*.py"), *ROOT.glob("core/**/*.py")]
    literals = {_text(node) or "" for path in files if not path.name.startswith("german") for node in _nodes(path)}
    long = [text for text in literals if len(text.replace("{}", "").strip()) >= FEWEST]
    said = re.compile("|".join(".+".join(map(re.escape, text.split("{}"))) for text in long), re.DOTALL)
    assert [english for english in GERMAN if not said.fullmatch(_bare(english))] == []


def test_what_stands_in_the_places_is_carried_over() -> None:
    for english, german in GERMAN.items():
        assert set(PLACE.findall(english)) == set(PLACE.findall(german)), english
    assert in_german("Miller & Söhne {KG} is settled already.") == "Miller & Söhne {KG} ist schon erledigt."
    assert in_german("A rule of the org says no.") == "A rule of the org says no."
    ended = Unauthorized("Salesforce refused a call: Session expired. Connect Salesforce again.", code="reconnect")
    detail = in_german(meanings.of_sync(ended, Side.CRM).detail)
    assert detail == "Salesforce hat einen Aufruf abgelehnt: Session expired. Verbinden Sie Salesforce neu."


def test_whoever_asks_for_german_is_told_in_german(running_deployment: Deployment) -> None:
    address = f"{running_deployment.url}{API}/session"
    for asked, language, start in (
        ("de-AT,de;q=0.9", "de", "Ihre Anmeldung"),
        ("en-GB", "en", "Your sign-in"),
        ("fr", "en", "Your sign-in"),
    ):
        answer = requests.get(address, headers={"Accept-Language": asked}, timeout=30)
        assert (answer.status_code, answer.headers["Content-Language"]) == (401, language)
        assert answer.json()["detail"].startswith(start)


def test_the_fields_are_told_in_german_too(running_deployment: Deployment) -> None:
    user = running_deployment.user("graph")
    headers = {"Authorization": f"Bearer {user.token}", "Accept-Language": "de"}
    address = f"{user.url}{API}/settings"
    tag = requests.get(address, headers=headers, timeout=30).headers["ETag"]
    body = {"kinds": {"contact": {"colour": "red"}}}
    answer = requests.patch(address, json=body, headers={**headers, "If-Match": tag}, timeout=30).json()
    assert (answer["code"], answer["fields"][0]["message"]) == ("invalid_request", "Eine solche Auswahl gibt es nicht.")


def _codes(path: Path) -> Iterator[str]:
    """Of the problems that a module makes; those with a prefix are of either side."""
    calls = [one for one in _nodes(path) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Problem"]
    for code in (call.args[1] for call in calls if len(call.args) > 1):
        text = _text(code)
        yield from (text.replace("{}", side) for side in ("crm", "exchange")) if text else ()


def test_each_code_has_a_title_in_both_languages() -> None:
    sent = {code for path in ROOT.glob("server/**/*.py") for code in _codes(path)}
    sent |= {code for code, _ in errors._TOLD.values()} | {"refused", "duplicates"}  # of an error's own code
    assert len(sent) > 30
    assert sorted(sent - set(TITLES)) == sorted(set(TITLES) - sent) == []
    assert all(english and german and english != german for english, german in TITLES.values())


def test_a_title_says_what_the_code_means(running_deployment: Deployment) -> None:
    address = f"{running_deployment.url}{API}/session"
    asked = [requests.get(address, headers={"Accept-Language": one}, timeout=30).json() for one in ("en", "de")]
    assert [answer["title"] for answer in asked] == list(TITLES["not_signed_in"])
    refused = Problem(422, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "A closed deal needs its amount.")
    assert refused.to_json()["title"] == TITLES["invalid_request"][0]
