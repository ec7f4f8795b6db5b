"""Ids inside of bodies and queries: what is a colleague's or another org's answers as if it were not there. Every name
that the document knows is either an id, and tried, or said to be none."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.server.belongings import codes_of, named_of, record_of
from tests.server.deployment import Caller, Deployment, User
from tests.server.examples import Document, body_of, operations, query_of, resolved
from tests.server.tenants import Ids, World, made_world, stored_of

# What is named in a query or body, by (its place, name): whose kind of id it is.
INSIDE: Mapping[str, str] = {
    "item_id": "item_id",
    "message_id": "message_id",
    "subject": "subject",
    "on_send": "on_send",
    "attachments.id": "item_id",
    "who": "key",
    "what": "account",
    "people.address": "address",
    "address": "address",
    "q": "name",
    "record_of": "conflict_id",
    "after": "issue_id",
}
# The same name means another thing there.
BY_ROUTE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("/sync/why", "key"): ("key", "exchange_key", "address", "name"),
    ("/duplicates/{issue_id}/choose", "key"): ("key",),
    ("/connections/salesforce/finish", "code"): ("connect_code",),
    ("/session/mailbox/code", "code"): ("mailbox_code",),
    ("/session/redeem", "code"): ("signin_code",),
    # An address proves nothing: a code is left in that mailbox, for its owner to read.
    ("/session/mailbox", "address"): (),
}
# Words, choices and numbers. `values` and `kinds` hold names of fields; references among them have a test of their own.
NO_IDS = frozenset(
    "limit decided ignored delete kind mode role name side people attachments attachments.name people.name people.role"
    " values kinds allow_duplicates object record_type step verifier".split()
) | {f"kinds.{kind}" for kind in ("contact", "task", "event", "email")}
NOWHERE = {"key": "003000000000099AAA", "account": "001000000000099AAA"}
PLACEHOLDER = "(what was asked for)"


@pytest.fixture(scope="module")
def world(running_deployment: Deployment) -> World:
    return made_world(running_deployment)


@pytest.fixture
def inner(world: World) -> Mapping[str, Ids]:
    """By whose they are: the ids of `owned`, and those that only queries and bodies hold. Anew for each test: what one
    shares is its own from then on."""
    deployment, colleague = world.deployment, world.colleague
    account = colleague.crm.add("Account", Name="Private Ltd")
    other_mailbox, absent = world.other_mailbox, world.owned["absent"]
    theirs = {**world.owned["colleague's"], **record_of(colleague)}
    of_org = named_of(deployment, colleague.mailbox_id, theirs["key"], filed=False)
    of_other = named_of(deployment, other_mailbox, theirs["key"])
    nobody = {name: value.replace(of_org["tag"], uuid4().hex[:8]) for name, value in of_org.items()}
    codes = codes_of(deployment, colleague.person_id)
    return {
        "colleague's": {**theirs, **of_org, **codes, "account": account},
        "another org's": {**world.owned["another org's"], **of_other, **codes, "account": account},
        "absent": {**absent, **nobody, **codes_of(deployment, None), **NOWHERE},
    }


def _names(document: Document, schema: Document, above: str = "") -> Iterator[str]:
    """Of all properties, those of lists and objects within joined by dots."""
    schema = resolved(document, schema)
    for name, inner in schema.get("properties", {}).items():
        yield above + name
        yield from _names(document, inner, f"{above}{name}.")
    if "items" in schema:
        yield from _names(document, schema["items"], above)


def _inside(world: World) -> Iterator[tuple[str, str, Document, str, str]]:
    """(method, path, operation, place, name) of all that a query or body may hold."""
    for method, path, operation in operations(world.document):
        found = [resolved(world.document, one) for one in operation.get("parameters", [])]
        for name in (one["name"] for one in found if one["in"] == "query"):
            yield method, path, operation, "query", name
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        for name in _names(world.document, content["schema"]) if content else ():
            yield method, path, operation, "body", name


def _kinds(path: str, name: str) -> tuple[str, ...] | None:
    """Of the ids that this name may stand for; None where nobody has said it."""
    of_route = BY_ROUTE.get((path.removeprefix("/api/v1"), name))
    if of_route is not None:
        return of_route
    return (INSIDE[name],) if name in INSIDE else () if name in NO_IDS else None


def test_every_name_is_known_as_an_id_or_as_none(world: World) -> None:
    for _, path, _, _, name in _inside(world):
        assert _kinds(path, name) is not None, f"{path}: say in this test whether {name} is an id, and whose"


@pytest.mark.parametrize("role", ["user", "admin"])
@pytest.mark.parametrize("whose", ["colleague's", "another org's"])
def test_what_is_not_ones_own_answers_as_if_it_were_not_there(
    world: World, inner: Mapping[str, Ids], role: str, whose: str
) -> None:
    caller, own = getattr(world, role), world.owned["own" if role == "user" else "admin's"]
    theirs = (world.colleague.mailbox_id, world.other_mailbox)
    before, tried = stored_of(world.deployment, *theirs), 0
    for method, path, operation, place, name in sorted(_inside(world), key=_writes):
        for kind in _kinds(path, name) or ():
            asked = _Asked(world, method, path, operation, place, name)
            values = inner[whose][kind], _absent(inner, whose, kind)
            foreign, absent = (asked.told(caller, own, value) for value in values)
            assert foreign == absent, f"{method} {path}: {name}"
            assert inner[whose]["tag"] not in foreign[1], f"{method} {path}: {name}"
            assert foreign[0] < 500, foreign
            tried += 1
    assert tried > len(INSIDE)
    assert stored_of(world.deployment, *theirs) == before


def test_the_same_names_are_known_to_whom_they_belong(world: World, inner: Mapping[str, Ids]) -> None:
    user, own = world.user, world.owned["own"]
    mine = {**own, **named_of(world.deployment, user.mailbox_id, record_of(user)["key"])}
    known = set()
    for method, path, operation, place, name in filter(lambda one: not _writes(one), _inside(world)):
        for kind in _kinds(path, name) or ():
            asked = _Asked(world, method, path, operation, place, name)
            if kind in mine and asked.told(user, own, mine[kind]) != asked.told(user, own, inner["absent"][kind]):
                known.add((path.removeprefix("/api/v1"), name))
    assert known >= {
        ("/shares", "item_id"),
        ("/shares", "message_id"),
        ("/context", "item_id"),
        ("/context", "message_id"),
        ("/sync/item", "message_id"),
        ("/sync/item", "address"),
        ("/sync/why", "key"),
        ("/conflicts", "record_of"),
    }


def _writes(inside: tuple[str, str, Document, str, str]) -> bool:
    method, path, *_ = inside
    return method != "GET" and not path.endswith("/context")


def _absent(inner: Mapping[str, Ids], whose: str, kind: str) -> str:
    """A cursor is a place in one's own list: nobody's is the one beside it."""
    return str(int(inner[whose][kind]) + 1) if kind == INSIDE["after"] else inner["absent"][kind]


class _Asked:
    """One call whose query or body names something."""

    def __init__(self, world: World, method: str, path: str, operation: Document, place: str, name: str) -> None:
        self._world, self._method, self._path, self._operation = world, method, path, operation
        self._in_query, self._name = place == "query", name

    def told(self, caller: Caller, own: Ids, value: str) -> tuple[int, str]:
        """(status, answer) without what differs from call to call."""
        document, operation = self._world.document, self._operation
        query, body = query_of(document, operation), body_of(document, operation)
        if self._in_query:
            query[self._name] = value
        else:
            _put(document, operation, body, self._name, value)
        filled = re.sub(r"{(\w+)}", lambda match: own[match[1]], self._path.removeprefix("/api/v1"))
        answer = caller.call(self._method, filled, body, params=query)
        return answer.status_code, _plain(answer, value)


def _put(document: Document, operation: Document, body: dict[str, Any], name: str, value: str) -> None:
    """Into its place, with what stands beside it in a list."""
    schema = resolved(document, operation["requestBody"]["content"]["application/json"]["schema"])
    first, _, rest = name.partition(".")
    kind = resolved(document, schema["properties"][first]).get("type", "")
    if rest:
        body[first] = [{rest: value}]
    else:
        body[first] = [value] if "array" in kind else value
    if first in ("people", "subject") and "mode" in schema["properties"]:
        body |= {"mode": "read", "people": body["people"] or [{"address": "a@b.example", "role": "to"}]}


def _plain(answer: requests.Response, asked: str) -> str:
    """Without the id that was asked for and those that were made by the call."""
    told = answer.json() if answer.content else {}
    if isinstance(told, dict) and answer.ok:
        told = {name: value for name, value in told.items() if name not in ("id", "at", "next")}
    return json.dumps(told, sort_keys=True).replace(json.dumps(asked)[1:-1], PLACEHOLDER)


def test_a_record_that_a_person_may_not_see_is_told_by_no_reference(world: World, inner: Mapping[str, Ids]) -> None:
    """Salesforce itself says whether it is out of reach or not there at all; what it is called, nobody learns."""
    user: User = world.user
    for whose in ("colleague's", "absent"):
        key = inner[whose]["key"]
        answer = user.post("/records/Contact", {"values": {"LastName": f"Tied to {whose}", "ReportsToId": key}})
        assert answer.status_code in (403, 422), answer.text
        assert "Private" not in answer.text
        assert user.crm.query("SELECT Id FROM Contact WHERE LastName LIKE 'Tied to%'") == []
