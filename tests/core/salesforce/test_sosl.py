"""core.salesforce.sosl and soql against the sandbox's own grammars: whatever is typed, no search finds more for it."""

import random
from collections.abc import Callable

import pytest

from core.salesforce.soql import Condition, Soql, limited
from core.salesforce.sosl import find, phone_digits, returning, searchable, words_of
from sandbox.clock import Clock
from sandbox.salesforce.acting import Acting
from sandbox.salesforce.org import Org
from tests.seeds import seed_of

COUNT = 10_000
CONTACT = Soql("Contact", ("Id", "LastName", "Phone", "Email", "Description"))
HOSTILE = (
    *("'", "\\", '"', "%", "_", "*", "?", "{", "}", "(", ")", "[", "]", "^", "~", ":", "&", "|", "!", "+", "-", "\n"),
    *("\r", "\t", "\x00", "\x1f", "\x7f", "\ud800", "\udfff", "\ufffe", "\u202e", "’", "\u0301", "\u3000", " ", "  "),
)
WORDS = (
    "} IN ALL FIELDS RETURNING User(Id, Email)",
    "* OR Zulu*",
    "OR",
    "AND",
    "AND NOT",
    "NOT",
    "or",
    "' OR Name != '",
    "') OR (Id != null",
    "LIMIT 2000",
    "FIND {a*}",
    "RETURNING Account",
    "WITH SECURITY_ENFORCED",
    "@{a.b}",
    "\\u007d",
    "\\}",
    "é",
    "🙂",
    "a",
    "SELECT",
    "{!x}",
)
# Nobody types these; whoever finds them was let through by something else than what was typed.
SECRET = "Zulu Xylophon"


@pytest.fixture(scope="module")
def acting() -> Acting:
    made = Org(Clock()).system()
    for number in range(3):
        made.insert("Contact", {"LastName": SECRET, "Phone": f"+1 555 {number}", "Email": f"zulu{number}@x.example"})
    return made


def typed(count: int) -> list[str]:
    chance = random.Random(seed_of("hostile searches"))
    return ["".join(chance.choice(HOSTILE + WORDS) for _ in range(chance.randint(1, 10))) for _ in range(count)]


def means_secret(text: str) -> bool:
    """Whether the typed words themselves begin words of the secret."""
    found = searchable(words_of(text))
    return all(any(word.lower().startswith(one.lower()) for word in ("zulu", "xylophon")) for one in found)


def test_ten_thousand_hostile_searches_stay_words(acting: Acting) -> None:
    asked = 0
    for text in typed(COUNT):
        words = searchable(words_of(text))
        if not words:
            continue
        asked += 1
        query = find(words, "NAME", [returning(CONTACT, ["Id"], 5)])
        assert query.startswith("FIND {") and query.count("{") == query.count("}") == 1
        assert query.endswith("} IN NAME FIELDS RETURNING Contact(Id LIMIT 5)")
        query.encode()
        rows = acting.search(query)
        assert rows == [] or means_secret(text), repr(text)
        assert {row["attributes"]["type"] for row in rows} <= {"Contact"}
    assert asked > COUNT / 2


BUILDERS: tuple[Callable[[str], Condition], ...] = (
    lambda text: CONTACT.equals("LastName", text),
    lambda text: CONTACT.contains("LastName", f"xq{text}"),
    lambda text: CONTACT.begins("LastName", f"xq{text}"),
    lambda text: CONTACT.any_of("Email", [text, "nobody@x.example"]),
    lambda text: CONTACT.holds_digits("Phone", f"9{text}9"),
)


def test_ten_thousand_hostile_conditions_stay_values(acting: Acting) -> None:
    for number, text in enumerate(typed(COUNT)):
        build = BUILDERS[number % len(BUILDERS)]
        query = limited(CONTACT.select(["Id"], [build(text)]), 5)
        assert acting.query(query).records == [], repr(text)


def test_a_word_finds_what_begins_with_it(acting: Acting) -> None:
    found = acting.search(find(words_of("xyl, ZUL!"), "ALL", [returning(CONTACT, ["Id", "LastName"], 2)]))
    assert [row["LastName"] for row in found] == [SECRET, SECRET]
    operators = find(words_of("zulu and or not"), "ALL", [returning(CONTACT, ["Id"], 2)])
    assert operators.startswith("FIND {zulu* AND and* AND or* AND not*}") and acting.search(operators) == []


@pytest.mark.parametrize("words", [[], ["a"], [""], ["ab}"], ["ab cd"], ["ab*"], ['ab"']])
def test_what_is_no_search_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="search"):
        find(words, "ALL", ["Contact(Id)"])


def test_words() -> None:
    assert words_of("O'Neil & Söhne-Ruiz; AND {x}*") == ["O", "Neil", "Söhne", "Ruiz", "AND", "x"]
    assert words_of("e\u0301te\u0301 東京 नमस्ते") == ["été", "東京", "नमस्ते"]
    assert words_of("a b " * 30) == ["a", "b"] and len(words_of(" ".join(map(str, range(50))))) == 10
    assert words_of("\ud800*{}\x00") == []


PHONES = [
    ("+49 40 66969 001", "66969001"),
    ("0049 (40) 66969-001", "66969001"),
    ("040 66969001", "66969001"),
    ("66969", "66969"),
    ("040/669", "40669"),
    ("1234", None),
    ("Room 12345", None),
    ("+49 40 66969 ext. 7", None),
    ("' OR 12345", None),
    ("2026-11-22", "20261122"),
    ("٤٤٤٤٤٤", None),
]


@pytest.mark.parametrize(("text", "digits"), PHONES)
def test_phone_numbers_by_their_last_digits(text: str, digits: str | None) -> None:
    assert phone_digits(text) == digits


def test_digits_with_anything_between(acting: Acting) -> None:
    assert len(acting.query(CONTACT.select(["Id"], [CONTACT.holds_digits("Phone", "5551")])).records) == 1


def test_newest_first() -> None:
    query = CONTACT.select(["Id"], order=["-LastName", "Id"])
    assert query.endswith("ORDER BY LastName DESC NULLS LAST, Id")
