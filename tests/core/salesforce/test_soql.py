"""core.salesforce.soql: whatever a text holds, it stays one literal."""

import random
import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from core.salesforce.soql import Soql, UnknownIdentifier, any_holds, literal, quoted
from sandbox.clock import Clock
from sandbox.salesforce.org import Org

SEED = 20261121
HOSTILE = ("'", "\\", '"', "%", "_", "\n", "\r", "\t", "\b", "\f", "\x00", "\x1f", "\ud800", "\udfff", "\ufffe", "’")
WORDS = (
    " OR Name != '",
    "' OR ''='",
    "\\'",
    "--",
    "/*",
    ") LIMIT 1",
    "{!x}",
    "\\u0027",
    "@{a.b}",
    "é",
    "🙂",
    "SELECT",
    "a",
)
UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
CONTACT = Soql("Contact", ("Id", "LastName", "SystemModstamp", "Account.Name", "Email2__c"))


def read_literal(text: str) -> tuple[str, str]:
    """(the value of the string literal that begins the text, what follows it), by SOQL's rules."""
    assert text.startswith("'")
    value, at = "", 1
    while text[at] != "'":
        if text[at] == "\\":
            at += 1
            value += UNESCAPED.get(text[at], text[at])
        else:
            value += text[at]
        at += 1
    return value, text[at + 1 :]


def hostile_strings(count: int) -> list[str]:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    return ["".join(chance.choice(HOSTILE + WORDS) for _ in range(chance.randint(0, 12))) for _ in range(count)]


def sendable(text: str) -> str:
    return re.sub("[\x00-\x07\x0b\x0e-\x1f\x7f\ud800-\udfff]", "", text)


def test_ten_thousand_hostile_strings_stay_values() -> None:
    for text in hostile_strings(10_000):
        query = CONTACT.select(["Id"], [CONTACT.equals("LastName", text)])
        head, _, tail = query.partition("LastName = ")
        value, rest = read_literal(tail)
        assert (head, value, rest) == ("SELECT Id FROM Contact WHERE (", sendable(text), ")"), repr(text)
        query.encode()


def test_hostile_strings_in_lists_and_patterns() -> None:
    for text in hostile_strings(2_000):
        value, rest = read_literal(CONTACT.any_of("LastName", [text]).removeprefix("LastName IN ("))
        assert (value, rest) == (sendable(text), ")")
        pattern, rest = read_pattern(CONTACT.contains("LastName", text).removeprefix("LastName LIKE "))
        assert (pattern, rest) == (sendable(text), ""), repr(text)


def read_pattern(text: str) -> tuple[str, str]:
    """As read_literal, for a LIKE pattern `'%…%'` without wildcards in between."""
    assert text.startswith("'%") and text.endswith("%'")
    inner = re.sub(r"(?s)\\(.)", lambda match: "" if match[1] in "%_" else match[0], text)
    assert "%" not in inner[2:-2] and "_" not in inner
    value, rest = read_literal(text)
    return value[1:-1], rest


def test_a_real_grammar_takes_hostile_strings_for_values() -> None:
    org = Org(Clock())
    acting, contact = org.system(), Soql("Contact", ["Id", "LastName"])
    for text in hostile_strings(300):
        conditions = [
            contact.equals("LastName", text),
            contact.contains("LastName", text),
            contact.any_of("LastName", [text]),
        ]
        assert acting.query(contact.select(["Id"], [any_holds(conditions)])).records == [], repr(text)


def test_the_query() -> None:
    query = CONTACT.select(
        ["Id", "account.name"],
        [
            CONTACT.equals("Email2__c", "a@b.c"),
            any_holds([CONTACT.equals("LastName", "X"), CONTACT.equals("LastName", None)]),
        ],
        scope="mine",
        order=["SystemModstamp", "Id"],
    )
    assert query == (
        "SELECT Id, Account.Name FROM Contact USING SCOPE mine WHERE (Email2__c = 'a@b.c') AND "
        "((LastName = 'X') OR (LastName = null)) ORDER BY SystemModstamp, Id"
    )
    assert CONTACT.count(scope="mine") == "SELECT COUNT() FROM Contact USING SCOPE mine"


@pytest.mark.parametrize("name", ["Nope", "LastName FROM User", "Id,Name", "", "Id --", "Owner.Name", "ⅼastname"])
def test_unknown_identifiers_are_refused(name: str) -> None:
    for use in (
        lambda: CONTACT.equals(name, "x"),
        lambda: CONTACT.select([name]),
        lambda: CONTACT.select(["Id"], order=[name]),
    ):
        with pytest.raises(UnknownIdentifier):
            use()


@pytest.mark.parametrize("name", ["Contact WHERE", "", "1Contact", "Contact\n", "Kontakt'"])
def test_unknown_objects_and_scopes_are_refused(name: str) -> None:
    with pytest.raises(UnknownIdentifier):
        Soql(name, ["Id"])
    if name:
        with pytest.raises(UnknownIdentifier):
            CONTACT.select(["Id"], scope=name)


def test_literals() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=2)))
    assert literal(moment) == "2026-01-02T01:04:05Z"
    assert literal(date(2026, 1, 2)) == "2026-01-02"
    assert (literal(True), literal(False), literal(None), literal(7)) == ("true", "false", "null", "7")
    assert quoted("O'Neil") == "'O\\'Neil'"
    assert (
        CONTACT.at_least("SystemModstamp", datetime(2026, 1, 1, tzinfo=UTC)) == "SystemModstamp >= 2026-01-01T00:00:00Z"
    )
