"""Every route x every role x what is one's own, a colleague's, another org's, or not there at all. A new route is in
the matrix by itself; a new kind of id must be added to `owned`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import requests
from sqlalchemy import select

from core.models.pane import ShareRow
from core.models.sync import ConflictRow, IssueRow, RunRow
from tests.server.belongings import mailbox_of_another_org, record_of, rows_of
from tests.server.deployment import Caller, Deployment, User
from tests.server.examples import body_of, operations, query_of

OPEN = {"POST /session/redeem"}
# Without a mailbox these are of use all the same.
EARLY = {
    "GET /session",
    "DELETE /session",
    "POST /session/mailbox",
    "POST /session/mailbox/code",
    "DELETE /favourites/{sobject}/{key}",
    *OPEN,
}
ROWS = (ShareRow, IssueRow, ConflictRow, RunRow)
Ids = Mapping[str, str]


@dataclass(frozen=True)
class World:
    """The document of the API, the four roles, and whose ids there are by the names of path parameters."""

    deployment: Deployment
    document: dict[str, Any]
    user: User
    admin: User
    stranger: Caller
    owned: Mapping[str, Ids]

    def call(self, caller: Caller, method: str, path: str, operation: dict[str, Any], ids: Ids) -> requests.Response:
        filled = re.sub(r"{(\w+)}", lambda match: ids[match[1]], path.removeprefix("/api/v1"))
        body, query = body_of(self.document, operation), query_of(self.document, operation)
        headers = {"If-Match": '"1"'} if any(one.get("name") == "If-Match" for one in _parameters(operation)) else {}
        return caller.call(method, filled, body, params=query, headers=headers)


def _parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in operation.get("parameters", []) if "$ref" not in one]


@pytest.fixture(scope="module")
def world(running_deployment: Deployment) -> Iterator[World]:
    deployment = running_deployment
    user, colleague, admin = (deployment.user("graph", role=role) for role in ("user", "user", "admin"))
    stranger = deployment.caller(deployment.exchange_token(deployment.new_address("stranger")))
    stranger.get("/session")
    other_org = mailbox_of_another_org(deployment)
    owned = {
        "own": rows_of(deployment, user.mailbox_id) | record_of(user),
        "admin's": rows_of(deployment, admin.mailbox_id) | record_of(admin),
        "colleague's": rows_of(deployment, colleague.mailbox_id) | record_of(colleague),
        "another org's": rows_of(deployment, other_org) | record_of(colleague),
        "absent": {
            "share_id": str(uuid4()),
            "run_id": str(uuid4()),
            "issue_id": "999999999",
            "conflict_id": "999999999",
            "sobject": "Contact",
            "key": "003000000000001AAA",
        },
        "nonsense": dict.fromkeys(("share_id", "run_id", "issue_id", "conflict_id", "sobject", "key"), "%00'--"),
    }
    document = deployment.anonymous.get("/openapi.json").json()
    yield World(deployment, document, user, admin, stranger, owned)


def _stored(deployment: Deployment) -> dict[str, Any]:
    """All rows of the tables that hold what belongs to a mailbox."""
    with deployment.parts.database.session() as session:
        return {
            model.__tablename__: sorted(repr(tuple(row)) for row in session.execute(select(model.__table__)))
            for model in ROWS
        }


def _told(answer: requests.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json() if answer.content else None


def test_every_kind_of_id_is_in_the_matrix(world: World) -> None:
    for _, path, _ in operations(world.document):
        for name in re.findall(r"{(\w+)}", path):
            assert name in world.owned["absent"], f"{path}: say in this test who owns a {name}"


def test_all_routes_but_the_open_ones_need_a_sign_in(world: World) -> None:
    for method, path, operation in operations(world.document):
        name = f"{method} {path.removeprefix('/api/v1')}"
        answer = world.call(world.deployment.anonymous, method, path, operation, world.owned["own"])
        assert answer.status_code == 401, name
        assert (operation.get("security") == [{"bearer": []}]) == (name not in OPEN), name


def test_who_has_no_mailbox_sees_nothing_of_anybody(world: World) -> None:
    for method, path, operation in operations(world.document):
        name = f"{method} {path.removeprefix('/api/v1')}"
        if name in EARLY:
            continue
        status, told = _told(world.call(world.stranger, method, path, operation, world.owned["own"]))
        assert (status, told["code"]) == (409, "no_mailbox"), (name, told)


@pytest.mark.parametrize("role", ["user", "admin"])
@pytest.mark.parametrize("whose", ["colleague's", "another org's", "nonsense"])
def test_what_is_not_ones_own_answers_as_if_it_were_not_there(world: World, role: str, whose: str) -> None:
    caller: User = getattr(world, role)
    before = _stored(world.deployment)
    for method, path, operation in operations(world.document):
        names = re.findall(r"{(\w+)}", path)
        if not names or names == ["sobject"]:
            continue
        foreign = _told(world.call(caller, method, path, operation, world.owned[whose]))
        absent = _told(world.call(caller, method, path, operation, world.owned["absent"]))
        assert foreign == absent, f"{method} {path}"
        assert absent[0] == 404, f"{method} {path}: {absent}"
    assert _stored(world.deployment) == before


@pytest.mark.parametrize(("role", "whose"), [("user", "own"), ("admin", "admin's")])
def test_what_is_ones_own_is_shown(world: World, role: str, whose: str) -> None:
    for method, path, operation in operations(world.document):
        if method != "GET" or "{" not in path:
            continue
        answer = world.call(getattr(world, role), method, path, operation, world.owned[whose])
        assert answer.status_code == 200, f"{method} {path}: {answer.text}"


@pytest.mark.parametrize("role", ["user", "admin"])
def test_lists_hold_ones_own_only(world: World, role: str) -> None:
    caller: User = getattr(world, role)
    foreign = {value for whose in ("colleague's", "another org's") for value in world.owned[whose].values()}
    foreign -= {"Contact"}
    for method, path, operation in operations(world.document):
        if method == "GET" and "{" not in path:
            text = world.call(caller, method, path, operation, {}).text
            shown = {value for value in foreign if f'"{value}"' in text}
            assert not shown, f"{path} shows {shown}"


@pytest.mark.parametrize(("role", "whose"), [("user", "own"), ("admin", "admin's")])
def test_no_call_on_ones_own_is_a_defect_of_ours(world: World, role: str, whose: str) -> None:
    """Last, because it changes what it calls. Signing out would end nothing here: the token is Entra's."""
    for method, path, operation in operations(world.document):
        if operation.get("security") is None:
            continue
        answer = world.call(getattr(world, role), method, path, operation, world.owned[whose])
        assert answer.status_code not in (401, 403), f"{method} {path}: {answer.text}"
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
