"""FindItem by hand: every restriction, paging from both ends, traversals, and what cannot be searched."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.microsoft.properties import PropertyId
from tests.sandbox.microsoft_ews.client import Reply
from tests.sandbox.microsoft_ews.conftest import World

VIEW = '<m:IndexedPageItemView MaxEntriesReturned="{}" Offset="{}" BasePoint="{}"/>'
SHAPE = (
    "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>{}</t:AdditionalProperties></m:ItemShape>"
)
GIVEN = '<t:FieldURI FieldURI="contacts:GivenName"/>'
SORT = f'<m:SortOrder><t:FieldOrder Order="Ascending">{GIVEN}</t:FieldOrder></m:SortOrder>'
NUMBER = PropertyId("Integer", set_id="3f1c7a52-8d57-4a5e-9d3c-5f7b8e6a1d20", name="Number")
BLOB = PropertyId("Binary", set_id="3f1c7a52-8d57-4a5e-9d3c-5f7b8e6a1d20", name="Blob")
NUMBER_PATH = (
    '<t:ExtendedFieldURI PropertySetId="3f1c7a52-8d57-4a5e-9d3c-5f7b8e6a1d20" PropertyName="Number" '
    'PropertyType="Integer"/>'
)
BLOB_PATH = NUMBER_PATH.replace("Number", "Blob").replace("Integer", "Binary")
PEOPLE: list[dict[str, Any]] = [
    {
        "given_name": "Ada",
        "categories": ["Salesforce", "VIP"],
        "company_name": "Brücke und Söhne",
        "birthday": datetime(1980, 5, 1, 11, 59, tzinfo=UTC),
        "email_addresses": [{"address": "ada@bothways.example"}, None, None],
        "physical_addresses": {"Home": {"city": "Köln"}},
        "phone_numbers": {"MobilePhone": "+49 1"},
        "im_addresses": ["", "sip:ada"],
    },
    {"given_name": "Bob", "company_name": "Bob", "nickname": "Bob"},
    {"given_name": "Cyd", "categories": ["Private"], "birthday": datetime(1990, 5, 1, 11, 59, tzinfo=UTC)},
]


def field(uri: str) -> str:
    return f'<t:FieldURI FieldURI="{uri}"/>'


def indexed(uri: str, index: str) -> str:
    return f'<t:IndexedFieldURI FieldURI="{uri}" FieldIndex="{index}"/>'


def compare(name: str, path: str, value: str) -> str:
    return f'<t:{name}>{path}<t:FieldURIOrConstant><t:Constant Value="{value}"/></t:FieldURIOrConstant></t:{name}>'


def both(*tests: str) -> str:
    return f"<t:And>{''.join(tests)}</t:And>"


def either(*tests: str) -> str:
    return f"<t:Or>{''.join(tests)}</t:Or>"


def contains(path: str, value: str, mode: str = "Substring", flags: str = "IgnoreCase") -> str:
    attributes = f'ContainmentMode="{mode}" ContainmentComparison="{flags}"'
    return f'<t:Contains {attributes}>{path}<t:Constant Value="{value}"/></t:Contains>'


@pytest.fixture
def people(world: World) -> World:
    folder = world.anna.well_known("contacts").id
    for number, values in enumerate(PEOPLE):
        world.anna.create_item(folder, "contact", values, {NUMBER: number, BLOB: bytes([number, 255])})
    return world


def find(world: World, restriction: str = "", view: str = VIEW.format(100, 0, "Beginning"), **options: str) -> Reply:
    test = f"<m:Restriction>{restriction}</m:Restriction>" if restriction else ""
    folder = options.get("folder", "contacts")
    query = f"<m:QueryString>{options['query']}</m:QueryString>" if "query" in options else ""
    traversal, shape = options.get("traversal", "Shallow"), SHAPE.format(options.get("path", GIVEN))
    target = f'<m:ParentFolderIds><t:DistinguishedFolderId Id="{folder}"/></m:ParentFolderIds>'
    parts = shape + view + test + SORT + target + query
    return world.client().call(f'<m:FindItem Traversal="{traversal}">{parts}</m:FindItem>')


def names(reply: Reply) -> list[str]:
    assert reply.codes == ["NoError"]
    return [element.text for element in reply.find("//t:GivenName")]


@pytest.mark.parametrize(
    ("restriction", "found"),
    [
        (compare("IsEqualTo", GIVEN, "ada"), ["Ada"]),
        (compare("IsNotEqualTo", GIVEN, "Ada"), ["Bob", "Cyd"]),
        (compare("IsNotEqualTo", field("contacts:CompanyName"), "Bob"), ["Ada", "Cyd"]),
        (compare("IsGreaterThan", NUMBER_PATH, "0"), ["Bob", "Cyd"]),
        (compare("IsGreaterThanOrEqualTo", NUMBER_PATH, "2"), ["Cyd"]),
        (compare("IsLessThan", field("contacts:Birthday"), "1985-01-01T00:00:00Z"), ["Ada"]),
        (compare("IsLessThanOrEqualTo", NUMBER_PATH, "1"), ["Ada", "Bob"]),
        (compare("IsEqualTo", BLOB_PATH, base64.b64encode(b"\x01\xff").decode()), ["Bob"]),
        (compare("IsEqualTo", field("item:Categories"), "vip"), ["Ada"]),
        (compare("IsEqualTo", indexed("contacts:EmailAddress", "EmailAddress1"), "ADA@bothways.example"), ["Ada"]),
        (compare("IsEqualTo", indexed("contacts:PhysicalAddress:City", "Home"), "Köln"), ["Ada"]),
        (compare("IsEqualTo", indexed("contacts:PhoneNumber", "MobilePhone"), "+49 1"), ["Ada"]),
        (compare("IsEqualTo", indexed("contacts:ImAddress", "ImAddress2"), "sip:ada"), ["Ada"]),
        (compare("IsEqualTo", field("item:HasAttachments"), "false"), ["Ada", "Bob", "Cyd"]),
        (f"<t:Exists>{field('contacts:Birthday')}</t:Exists>", ["Ada", "Cyd"]),
        (f"<t:Not><t:Exists>{field('item:Categories')}</t:Exists></t:Not>", ["Bob"]),
        (f'<t:Excludes>{NUMBER_PATH}<t:Bitmask Value="0x2"/></t:Excludes>', ["Ada", "Bob"]),
        (contains(field("contacts:CompanyName"), "UND"), ["Ada"]),
        (contains(field("contacts:CompanyName"), "brucke", "Prefixed", "IgnoreCaseAndNonSpacingCharacters"), ["Ada"]),
        (contains(field("contacts:CompanyName"), "söh brü", "PrefixOnWords"), ["Ada"]),
        (contains(field("contacts:CompanyName"), "und söh", "ExactPhrase"), []),
        (contains(field("contacts:CompanyName"), "und söhne", "ExactPhrase"), ["Ada"]),
        (contains(GIVEN, "bob", "FullString", "Exact"), []),
        (contains(field("item:Categories"), "sales"), ["Ada"]),
        (
            compare("IsEqualTo", GIVEN, "x").replace('<t:Constant Value="x"/>', field("contacts:CompanyName")),
            ["Bob"],
        ),
        (
            either(compare("IsEqualTo", GIVEN, "Cyd"), both(compare("IsEqualTo", GIVEN, "Ada"), contains(GIVEN, "d"))),
            ["Ada", "Cyd"],
        ),
    ],
)
def test_restrictions(people: World, restriction: str, found: list[str]) -> None:
    assert names(find(people, restriction)) == found
    assert people.recorder.request_problems() == []


@pytest.mark.parametrize(
    ("restriction", "code"),
    [
        (compare("IsEqualTo", field("contacts:EmailAddresses"), "x"), "ErrorUnsupportedPathForQuery"),
        (compare("IsEqualTo", field("contacts:CompleteName"), "x"), "ErrorUnsupportedPathForQuery"),
        (compare("IsEqualTo", indexed("contacts:PhoneNumber", "Sat"), "x"), "ErrorInvalidPropertyRequest"),
        (compare("IsGreaterThan", NUMBER_PATH, "many"), "ErrorInvalidValueForProperty"),
        (compare("IsEqualTo", field("contacts:Birthday"), "soon"), "ErrorInvalidValueForProperty"),
        (f'<t:Excludes>{NUMBER_PATH}<t:Bitmask Value="0x1"/></t:Excludes>'.replace("0x1", "9" * 30), "NoError"),
    ],
)
def test_what_cannot_be_searched(people: World, restriction: str, code: str) -> None:
    assert find(people, restriction).codes == [code]


def test_a_restriction_has_its_limits(people: World) -> None:
    tests = "".join(compare("IsEqualTo", GIVEN, str(number)) for number in range(400))
    assert find(people, f"<t:Or>{tests}</t:Or>").codes == ["ErrorRestrictionTooComplex"]


@pytest.mark.parametrize(
    ("size", "offset", "base", "found", "next_offset", "last"),
    [
        (2, 0, "Beginning", ["Ada", "Bob"], "2", "false"),
        (2, 2, "Beginning", ["Cyd"], "3", "true"),
        (2, 9, "Beginning", [], "3", "true"),
        (2, 0, "End", ["Bob", "Cyd"], "2", "false"),
        (2, 2, "End", ["Ada"], "3", "true"),
    ],
)
def test_pages(people: World, size: int, offset: int, base: str, found: list[str], next_offset: str, last: str) -> None:
    reply = find(people, view=VIEW.format(size, offset, base))
    (root,) = reply.find("//m:RootFolder")
    assert names(reply) == found
    assert (root.get("TotalItemsInView"), root.get("IndexedPagingOffset")) == ("3", next_offset)
    assert root.get("IncludesLastItemInRange") == last


@pytest.mark.parametrize(
    ("view", "code"),
    [
        (VIEW.format(1, -1, "Beginning"), "ErrorInvalidIndexedPagingParameters"),
        (VIEW.format(0, 0, "Beginning"), "ErrorInvalidPagingMaxRows"),
        ('<m:FractionalPageItemView Numerator="0" Denominator="1"/>', "ErrorInvalidOperation"),
    ],
)
def test_bad_pages(people: World, view: str, code: str) -> None:
    assert find(people, view=view).codes == [code]


def test_traversals_and_query_strings(people: World) -> None:
    assert names(find(people, query="brücke")) == ["Ada"]
    assert names(find(people, traversal="SoftDeleted")) == []
    hidden = find(people, traversal="Associated", folder="calendar", path=field("item:ItemClass"))
    assert [element.text for element in hidden.find("//t:ItemClass")] == ["IPM.Configuration.CategoryList"]


@pytest.mark.parametrize("uri", ["item:Body", "item:Attachments"])
def test_bodies_are_not_listed(people: World, uri: str) -> None:
    assert find(people, path=field(uri)).codes == ["ErrorInvalidPropertyForOperation"]
