"""`$search` on messages (graph/search-query-parameter)."""

import pytest

from tests.sandbox.microsoft_graph.conftest import World
from tests.sandbox.microsoft_graph.mail_world import FOLDERS, MESSAGES, Post, post_office


@pytest.fixture
def post(world: World) -> Post:
    post = post_office(world)
    post.anna.receive("zoe@partner.example", "Pizza on Friday", "Shall we order eight?")
    world.microsoft.clock.advance(minutes=1)
    post.anna.receive("max@out.example", "Lunch", "Zoe proposed <b>pizza</b> again", body_type="html")
    world.microsoft.clock.advance(minutes=1)
    post.anna.receive("max@out.example", "Invoice 12", "The sum is 80 euros.")
    return post


@pytest.mark.parametrize(
    ("wanted", "subjects"),
    [
        ('"pizza"', ["Lunch", "Pizza on Friday"]),
        ('"PIZZ"', ["Lunch", "Pizza on Friday"]),
        ('"izza"', []),
        ('"subject:pizza"', ["Pizza on Friday"]),
        ('"from:zoe"', ["Pizza on Friday"]),
        ('"zoe"', ["Lunch", "Pizza on Friday"]),
        ('"zoe friday"', ["Pizza on Friday"]),
        ('"invoice OR friday"', ["Invoice 12", "Pizza on Friday"]),
        ('"pizza NOT from:zoe"', ["Lunch"]),
        (r'"subject:\"on friday\""', ["Pizza on Friday"]),
        ('"to:anna hasAttachments:false max"', ["Invoice 12", "Lunch"]),
    ],
)
def test_words_are_found(post: Post, wanted: str, subjects: list[str]) -> None:
    found = post.world.get(MESSAGES, params={"$search": wanted, "$select": "subject"})["value"]
    assert [m["subject"] for m in found] == subjects


def test_a_search_is_paged_and_stays_in_its_folder(post: Post) -> None:
    first = post.world.get(f"{FOLDERS}/inbox/messages", params={"$search": '"pizza"', "$top": "1"})
    second = post.world.get(first["@odata.nextLink"])
    assert [m["subject"] for m in first["value"] + second["value"]] == ["Lunch", "Pizza on Friday"]
    assert post.world.get(f"{FOLDERS}/sentitems/messages", params={"$search": '"pizza"'})["value"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('$search="x"&$filter=isRead eq true', "SearchWithFilter"),
        ('$search="x"&$orderby=subject', "SearchWithOrderBy"),
        ('$search="colour:red"', "BadRequest"),
        ('$search=""', "BadRequest"),
        ('$search="a OR"', "BadRequest"),
        ('$search="a)("', "BadRequest"),
    ],
)
def test_what_a_search_does_not_take(post: Post, query: str, code: str) -> None:
    assert post.world.error(400, "GET", f"{MESSAGES}?{query}") == code


def test_what_was_changed_lately_is_found_in_all_folders(post: Post) -> None:
    """Deleted Items included (graph/api/user-list-messages); a move is a change."""
    world, anna = post.world, post.anna
    world.microsoft.clock.advance(minutes=1)
    since = world.microsoft.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    binned = anna.receive("zoe@partner.example", "Binned")
    anna.move(binned, "deleteditems")
    sorted_one = anna.receive("zoe@partner.example", "Sorted")
    world.microsoft.clock.advance(minutes=1)
    anna.categorise(anna.move(sorted_one, anna.add_folder("Projects").name), "Red")
    ask = {"$select": "subject", "$top": "1"}
    rest = {"$filter": f"lastModifiedDateTime ge {since}", "$orderby": "lastModifiedDateTime desc", **ask}
    first = world.get(MESSAGES, params=rest)
    second = world.get(first["@odata.nextLink"])
    assert [m["subject"] for m in first["value"] + second["value"]] == ["Sorted", "Binned"]
    assert "@odata.nextLink" not in second
    both = {"$filter": f"lastModifiedDateTime ge {since} and categories/any(c: c eq 'RED')", **ask}
    assert [m["subject"] for m in world.get(MESSAGES, params=both)["value"]] == ["Sorted"]
    either = {"$filter": f"lastModifiedDateTime ge {since} or subject eq 'Lunch'", "$select": "subject"}
    assert {m["subject"] for m in world.get(MESSAGES, params=either)["value"]} == {"Sorted", "Binned", "Lunch"}


def test_an_order_by_what_is_not_filtered_first_is_too_complex(post: Post) -> None:
    query = "$filter=categories/any(c: c eq 'Red')&$orderby=lastModifiedDateTime"
    assert post.world.error(400, "GET", f"{MESSAGES}?{query}") == "InefficientFilter"
