"""Every text that the server itself can say of what somebody entered is there in German, and every sentence of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import marshmallow as ma
import pytest
from marshmallow import validate

from core.choices import CHOICES, ChoiceError, read_json
from core.objects import OBJECT_TYPES
from core.repairs import WrongValue, read_values
from server import api
from server.german import GERMAN, in_german
from server.german_exchange import EXCHANGE
from server.german_fields import FIELDS
from server.german_reasons import REASONS
from server.german_salesforce import SALESFORCE
from server.german_standing import STANDING
from server.schemas import Shape
from tests.server.deployment import Deployment, User

TABLES = (GERMAN, FIELDS, REASONS, STANDING, SALESFORCE, EXCHANGE)
TEMPLATES = [re.sub(r"\{\w*\}", "{}", english) for table in TABLES for english in table]
ROOT = Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r"(?:[“A-Z]|\{\} ).{10,}[.!?]", re.DOTALL)
# What only programs and developers read: the document of the API, and what ends a test of the code.
UNTOLD = {"metadata", "description"}
NOT_FOR_PEOPLE = {"Resource", "NotConnected", "ValueError", "RuntimeError", "TypeError"}
MODULES = (
    *sorted(ROOT.glob("core/salesforce/desk/*.py")),
    *(one for one in sorted(ROOT.glob("server/**/*.py")) if not one.stem.startswith("german")),
    ROOT / "core/repairs.py",
)


def _hidden(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and what nobody is told."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value
        elif isinstance(node, ast.keyword) and node.arg in UNTOLD:
            yield from ast.walk(node.value)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (value for key, value in pairs if getattr(key, "value", None) in UNTOLD)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in NOT_FOR_PEOPLE:
            yield from (inner for argument in node.args for inner in ast.walk(argument))


def _literals(path: Path) -> Iterator[str]:
    """The sentences of a module, with {} in their places."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {id(node) for node in _hidden(tree)}
    for node in ast.walk(tree):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.JoinedStr):
            hidden |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if SENTENCE.fullmatch(text) and " " in text:
            yield text


def _known(text: str) -> bool:
    """As it stands, or by a template whose places may hold certain words only."""
    text = re.sub(r"^\{\} (?=[A-Z])", "", text)  # behind another sentence
    filled = text.replace("{}", "7")
    return in_german(filled) != filled or any(_fits(one, text) for one in TEMPLATES)


def _fits(template: str, text: str) -> bool:
    return re.fullmatch(".+".join(map(re.escape, template.split("{}"))), text, re.DOTALL) is not None


def test_each_sentence_in_the_code_of_the_server_and_the_desk_is_there_in_german() -> None:
    told = {(text, path.name) for path in MODULES for text in _literals(path)}
    assert len(told) > 90
    assert sorted(one for one in told if not _known(one[0])) == []


def _inner(field: ma.fields.Field[Any]) -> Iterator[ma.fields.Field[Any]]:
    yield field
    parts = [getattr(field, name, None) for name in ("inner", "key_field", "value_field")]
    for part in parts:
        if isinstance(part, ma.fields.Field):
            yield from _inner(part)


def _said(field: ma.fields.Field[Any]) -> Iterator[str]:
    """What marshmallow says of a value that this field refuses."""
    yield from (text for text in map(str, field.error_messages.values()) if "{" not in text)
    for one in field.validators:
        for wrong in ("", "x" * 100_000, -(10**9), 10**9):
            try:
                one(wrong)
            except ma.ValidationError as error:
                yield from map(str, error.messages)
            except TypeError:
                continue


def test_whatever_a_schema_refuses_is_told_in_german() -> None:
    list(api.found())
    shapes: list[type[ma.Schema]] = [Shape]
    for shape in shapes:
        shapes += shape.__subclasses__()
    assert len(shapes) > 60
    fields = [inner for shape in shapes for field in shape().fields.values() for inner in _inner(field)]
    told = {text for field in fields for text in _said(field)} | set(ma.Schema._default_error_messages.values())
    assert len(told) > 25
    assert sorted(text for text in told if in_german(text) == text) == []
    assert validate.Length.message_max in {re.sub(r"\{\w+\}", "{max}", one) for one in FIELDS}


WRONG: tuple[Any, ...] = ("", "a,b;\x00", "x" * 300, 3.5, -1, 10**30, [], [1], True, "maybe")


def _refused() -> Iterator[str]:
    for name in CHOICES:
        for value in WRONG:
            try:
                read_json(name, value)
            except ChoiceError as error:
                yield str(error)
    for kind, known in OBJECT_TYPES.items():
        for name in known.fields:
            for value in WRONG:
                try:
                    read_values(kind, {name: value})
                except WrongValue as wrong:
                    yield str(wrong)


def test_each_refused_choice_and_correction_is_told_in_german() -> None:
    told = {text[:1].upper() + text[1:].removesuffix(".") + "." for text in _refused()}
    assert len(told) > 40
    assert sorted(text for text in told if in_german(text) == text) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"Email": "a,b@firma.de"}, "Das ist keine E-Mail-Adresse."),
        ({"LastName": "x" * 1200}, "Das sind 1.200 Zeichen, und Salesforce fasst 80: Kürzen Sie den Text."),
        ({"Nope__c": 1}, "Dieses Feld gibt es nicht, oder es ist für Sie nicht sichtbar."),
    ],
)
def test_a_field_of_a_record_is_told_in_german(deployment: Deployment, values: dict[str, Any], message: str) -> None:
    user, german = deployment.user("graph"), {"Accept-Language": "de-DE"}
    body = {"values": {"LastName": "Lee", **values}}
    answer = user.call("POST", "/records/Contact", body, headers=german)
    assert (answer.status_code, [one["message"] for one in answer.json()["fields"]]) == (422, [message])


def test_a_setting_and_a_request_are_told_in_german(user: User) -> None:
    german = {"Accept-Language": "de"}
    etag = user.get("/settings").headers["ETag"]
    body = {"kinds": {"contact": {"winner": "me"}}}
    answer = user.call("PATCH", "/settings", body, headers={**german, "If-Match": etag}).json()
    told = "'me' steht nicht zur Auswahl: crm, exchange, newest, ask."
    assert (answer["detail"], [one["message"] for one in answer["fields"]]) == (told, [told])
    wrong = user.call("POST", "/shares", {"kind": "email", "item_id": "", "who": ["x" * 19]}, headers=german).json()
    assert {one["message"] for one in wrong["fields"]} == {
        "Die Länge muss zwischen 1 und 512 liegen.",
        "Die Länge muss zwischen 1 und 18 liegen.",
    }
