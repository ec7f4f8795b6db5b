"""Composite, graph, batch and tree."""

from typing import Any

import pytest

from tests.sandbox.salesforce_face.conftest import World
from tests.sandbox.salesforce_face.test_front import error

BASE = "/services/data/v67.0"


def part(method: str, path: str, reference: str, body: Any = None, **more: Any) -> dict[str, Any]:
    entry = {"method": method, "url": f"{BASE}/{path}", "referenceId": reference} | more
    return entry | ({"body": body} if body is not None else {})


def send(world: World, *parts: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    reply = world.call("POST", "composite", json={"compositeRequest": list(parts)} | options)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["compositeResponse"])


ACCOUNT = part("POST", "sobjects/Account", "acc", {"Name": "Acme"})
CONTACT = part("POST", "sobjects/Contact", "con", {"LastName": "Of @{acc.id}", "AccountId": "@{acc.id}"})
BROKEN = part("POST", "sobjects/Contact", "bad", {"FirstName": "x"})


def test_references_in_bodies_and_addresses(world: World) -> None:
    answers = send(
        world,
        ACCOUNT,
        CONTACT,
        part("GET", "query?q=SELECT+Id,AccountId+FROM+Contact+WHERE+AccountId='@{acc.id}'", "q"),
        part("GET", "sobjects/Account/@{q.records[0].AccountId}?fields=Name", "again"),
    )
    assert [a["httpStatusCode"] for a in answers] == [201, 201, 200, 200]
    assert [a["referenceId"] for a in answers] == ["acc", "con", "q", "again"]
    assert answers[0]["httpHeaders"]["Location"].startswith(f"{BASE}/sobjects/Account/001")
    assert answers[3]["body"]["Name"] == "Acme"
    assert world.salesforce.used == 1


def test_a_missing_reference_halts_its_subrequest_only(world: World) -> None:
    answers = send(world, part("POST", "sobjects/Account", "acc", {}), CONTACT, part("GET", "sobjects/Account", "info"))
    assert [a["httpStatusCode"] for a in answers] == [400, 400, 200]
    assert answers[1]["body"][0]["errorCode"] == "PROCESSING_HALTED"


def test_all_or_none_rolls_everything_back(world: World) -> None:
    answers = send(world, ACCOUNT, BROKEN, CONTACT, allOrNone=True, collateSubrequests=True)
    assert [a["httpStatusCode"] for a in answers] == [400, 400, 400]
    codes = [a["body"][0]["errorCode"] for a in answers]
    assert codes == ["PROCESSING_HALTED", "REQUIRED_FIELD_MISSING", "PROCESSING_HALTED"]
    assert world.query("SELECT COUNT() FROM Account")["totalSize"] == 0


def test_without_all_or_none_the_good_ones_stay(world: World) -> None:
    assert [a["httpStatusCode"] for a in send(world, ACCOUNT, BROKEN)] == [201, 400]
    assert world.query("SELECT COUNT() FROM Account")["totalSize"] == 1


def test_conditional_headers_of_a_subrequest(world: World) -> None:
    stamp = world.get("sobjects/Contact/describe").headers["Last-Modified"]
    headers = {"If-Modified-Since": stamp}
    (answer,) = send(world, part("GET", "sobjects/Contact/describe", "d", httpHeaders=headers))
    assert (answer["httpStatusCode"], answer["body"]) == (304, None)


def test_collections_and_query_inside(world: World) -> None:
    rows = [{"attributes": {"type": "Contact"}, "LastName": str(n)} for n in range(3)]
    answers = send(
        world,
        part("POST", "composite/sobjects", "c", {"records": rows}),
        part("GET", "query?q=SELECT+Id+FROM+Contact", "q"),
    )
    assert len(answers[0]["body"]) == 3
    assert answers[1]["body"]["totalSize"] == 3
    assert world.calls.list()[-1].units == 6


def many(count: int, path: str) -> list[dict[str, Any]]:
    return [part("GET", path, f"r{n}") for n in range(count)]


@pytest.mark.parametrize(
    "parts",
    [
        [],
        many(26, "sobjects/Account"),
        many(6, "query?q=SELECT+Id+FROM+Contact"),
        [ACCOUNT, ACCOUNT],
        [{"method": "GET", "url": f"{BASE}/sobjects"}],
        [part("GET", "sobjects", "not allowed!")],
        [{"method": "GET", "url": "https://example.com", "referenceId": "x"}],
        [3],
    ],
)
def test_malformed_composites(world: World, parts: list[Any]) -> None:
    assert world.call("POST", "composite", json={"compositeRequest": parts}).status_code == 400


def test_resources_that_composites_do_not_serve(world: World) -> None:
    answers = send(world, part("POST", "composite", "a", {}), part("GET", "limits", "b"), part("GET", "nope", "c"))
    assert [a["httpStatusCode"] for a in answers] == [404, 404, 404]


def test_batch_answers_each_and_counts_each(world: World) -> None:
    requests = [
        {"method": "GET", "url": "v67.0/sobjects/Account"},
        {"method": "POST", "url": "v67.0/sobjects/Contact", "richInput": {}},
        {"method": "GET", "url": "v67.0/limits"},
    ]
    answer = world.call("POST", "composite/batch", json={"batchRequests": requests}).json()
    assert (answer["hasErrors"], [r["statusCode"] for r in answer["results"]]) == (True, [200, 400, 200])
    assert world.salesforce.used == 3
    halted = world.call("POST", "composite/batch", json={"haltOnError": True, "batchRequests": requests}).json()
    assert halted["results"][2]["statusCode"] == 412
    assert halted["results"][2]["result"][0]["errorCode"] == "BATCH_PROCESSING_HALTED"


def test_graphs_are_all_or_none_each(world: World) -> None:
    graphs = [
        {"graphId": "good", "compositeRequest": [ACCOUNT, CONTACT]},
        {"graphId": "bad", "compositeRequest": [part("POST", "sobjects/Account", "a", {"Name": "Gone"}), BROKEN]},
    ]
    answer = world.call("POST", "composite/graph", json={"graphs": graphs}).json()["graphs"]
    assert [(g["graphId"], g["isSuccessful"]) for g in answer] == [("good", True), ("bad", False)]
    assert len(answer[0]["graphResponse"]["compositeResponse"]) == 2
    assert world.query("SELECT COUNT() FROM Account")["totalSize"] == 1


def leaf(reference: str, kind: str = "Contact", **values: Any) -> dict[str, Any]:
    return {"attributes": {"type": kind, "referenceId": reference}} | values


def test_trees_of_parents_and_children(world: World) -> None:
    children = {"records": [leaf("c1", LastName="A"), leaf("c2", LastName="B")]}
    reply = world.call(
        "POST", "composite/tree/Account", json={"records": [leaf("a", "Account", Name="X", Contacts=children)]}
    )
    assert (reply.status_code, reply.json()["hasErrors"]) == (201, False)
    assert [row["referenceId"] for row in reply.json()["results"]] == ["a", "c1", "c2"]
    assert world.query("SELECT Id FROM Contact WHERE Account.Name = 'X'")["totalSize"] == 2


def test_a_broken_leaf_refuses_the_tree(world: World) -> None:
    records = [leaf("a", LastName="A"), leaf("b")]
    reply = world.call("POST", "composite/tree/Contact", json={"records": records})
    assert reply.status_code == 400
    assert [row["referenceId"] for row in reply.json()["results"]] == ["b"]
    assert world.query("SELECT COUNT() FROM Contact")["totalSize"] == 0
    twice = world.call("POST", "composite/tree/Contact", json={"records": [leaf("a", LastName="A")] * 2})
    assert error(twice, 400, "INVALID_INPUT")
