"""sObject Collections: results by row, all or none, limits."""

from typing import Any

import pytest

from tests.sandbox.salesforce_face.conftest import World
from tests.sandbox.salesforce_face.test_front import error

WHERE = "composite/sobjects"


def contact(**values: Any) -> dict[str, Any]:
    return {"attributes": {"type": "Contact"}} | values


def send(world: World, method: str, rows: list[dict[str, Any]], all_or_none: bool = False, path: str = WHERE) -> Any:
    reply = world.call(method, path, json={"allOrNone": all_or_none, "records": rows})
    assert reply.status_code == 200, reply.text
    return reply.json()


def count(world: World) -> int:
    return int(world.query("SELECT COUNT() FROM Contact")["totalSize"])


def test_create_answers_row_by_row_in_order(world: World) -> None:
    good, bad = send(world, "POST", [contact(LastName="A"), contact(FirstName="B")])
    assert (good["success"], good["errors"], len(good["id"])) == (True, [], 18)
    assert bad == {
        "success": False,
        "errors": [
            {
                "statusCode": "REQUIRED_FIELD_MISSING",
                "message": "Required fields are missing: [LastName]",
                "fields": ["LastName"],
            }
        ],
    }
    assert count(world) == 1


def test_all_or_none_undoes_the_good_rows(world: World) -> None:
    good, bad = send(world, "POST", [contact(LastName="A"), contact(FirstName="B")], True)
    assert good["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert bad["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    assert count(world) == 0


def test_update_and_delete(world: World) -> None:
    ids = [row["id"] for row in send(world, "POST", [contact(LastName=str(n)) for n in range(3)])]
    results = send(world, "PATCH", [contact(id=i, FirstName="New") for i in ids] + [contact(FirstName="No id")])
    assert [row["success"] for row in results] == [True, True, True, False]
    assert results[3]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    reply = world.call("DELETE", WHERE, params={"ids": f"{ids[0]},nonsense", "allOrNone": "false"}).json()
    assert [row["success"] for row in reply] == [True, False]
    assert reply[1]["errors"][0]["statusCode"] == "MALFORMED_ID"
    reply = world.call("DELETE", WHERE, params={"ids": f"{ids[1]},nonsense", "allOrNone": "true"}).json()
    assert reply[0]["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert count(world) == 2


def test_upsert_tells_created_from_updated(world: World) -> None:
    path = f"{WHERE}/Contact/ExchangeKey__c"
    send(world, "PATCH", [contact(ExchangeKey__c="k1", LastName="One")], path=path)
    rows = [
        contact(ExchangeKey__c="k1", LastName="Two"),
        contact(ExchangeKey__c="k2", LastName="New"),
        contact(LastName="No key"),
        contact(ExchangeKey__c="k2", LastName="Again"),
    ]
    results = send(world, "PATCH", rows, path=path)
    assert [(row["success"], row["created"]) for row in results] == [
        (True, False),
        (True, True),
        (False, False),
        (False, False),
    ]
    assert results[3]["errors"][0]["statusCode"] == "DUPLICATE_VALUE"
    rolled_back = send(world, "PATCH", rows[:3], True, path)
    assert [row["created"] for row in rolled_back] == [True, True, True]


def test_upsert_by_id(world: World) -> None:
    made = world.contact()
    results = send(
        world, "PATCH", [contact(Id=made, FirstName="A"), contact(LastName="New")], path=f"{WHERE}/Contact/Id"
    )
    assert [row["created"] for row in results] == [False, True]


def test_reading_many_keeps_the_order_and_marks_the_missing(world: World) -> None:
    made = [world.contact(name) for name in ("A", "B")]
    asked = {"ids": [made[1], "003000000000000AAA", made[0]], "fields": ["LastName"]}
    rows = world.call("POST", f"{WHERE}/Contact", json=asked).json()
    assert [row and row["LastName"] for row in rows] == ["B", None, "A"]
    by_url = world.get(f"{WHERE}/Contact", params={"ids": ",".join(made), "fields": "LastName,Id"}).json()
    assert [row["Id"] for row in by_url] == made


def test_more_than_200_rows_are_refused(world: World) -> None:
    rows = [contact(LastName="x")] * 201
    reply = world.call("POST", WHERE, json={"records": rows})
    assert "cannot submit more than 200 records" in error(reply, 400, "EXCEEDED_ID_LIMIT")
    assert len(send(world, "POST", rows[:200])) == 200
    assert world.calls.list()[-1].units == 200


def test_types_may_change_ten_times(world: World) -> None:
    rows = [{"attributes": {"type": ("Contact", "Account")[n % 2]}, "Name": "x"} for n in range(11)]
    assert error(world.call("POST", WHERE, json={"records": rows}), 400, "LIMIT_EXCEEDED")


@pytest.mark.parametrize(
    "body", [{}, {"records": 3}, {"records": [3]}, {"records": [{"LastName": "x"}]}, {"records": [{"attributes": 1}]}]
)
def test_malformed_calls(world: World, body: dict[str, Any]) -> None:
    assert world.call("POST", WHERE, json=body).status_code == 400


def test_rows_of_unknown_types_fail_alone(world: World) -> None:
    bad, good = send(world, "POST", [{"attributes": {"type": "Nope"}}, contact(LastName="A")])
    assert (bad["success"], good["success"]) == (False, True)
