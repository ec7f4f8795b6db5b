"""Every route x every role x what is one's own, a colleague's, another org's, or not there at all. A new route is in
the matrix by itself; a new kind of id must be added to `owned`."""

import re
from typing import Any

import pytest
import requests

from tests.server.deployment import Deployment, User
from tests.server.examples import operations
from tests.server.tenants import World, made_world, stored

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


@pytest.fixture(scope="module")
def world(running_deployment: Deployment) -> World:
    return made_world(running_deployment)


def _told(answer: requests.Response) -> tuple[int, Any]:
    return answer.status_code, answer.json() if answer.content else None


def test_every_kind_of_id_is_in_the_matrix(world: World) -> None:
    names = {name for _, path, _ in operations(world.document) for name in re.findall(r"{(\w+)}", path)}
    assert names == world.owned["absent"].keys(), "say in this test who owns each"


def test_all_routes_but_the_open_ones_need_a_sign_in(world: World) -> None:
    found = operations(world.document)
    assert {f"{method} {path.removeprefix('/api/v1')}" for method, path, _ in found} > EARLY
    for method, path, operation in found:
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
    before = stored(world.deployment)
    for method, path, operation in operations(world.document):
        names = re.findall(r"{(\w+)}", path)
        if not names or names == ["sobject"]:
            continue
        foreign = _told(world.call(caller, method, path, operation, world.owned[whose]))
        absent = _told(world.call(caller, method, path, operation, world.owned["absent"]))
        assert foreign == absent, f"{method} {path}"
        assert absent[0] == 404, f"{method} {path}: {absent}"
    assert stored(world.deployment) == before


@pytest.mark.parametrize(("role", "whose"), [("user", "own"), ("admin", "admin's")])
def test_what_is_ones_own_is_shown(world: World, role: str, whose: str) -> None:
    for method, path, operation in operations(world.document):
        if method != "GET" or "{" not in path:
            continue
        answer = world.call(getattr(world, role), method, path, operation, world.owned[whose])
        assert answer.status_code == 200, f"{method} {path}: {answer.text}"


@pytest.mark.parametrize(("role", "whose"), [("user", "own"), ("admin", "admin's")])
def test_lists_hold_ones_own_only(world: World, role: str, whose: str) -> None:
    caller: User = getattr(world, role)
    own: set[str] = set()
    foreign = {value for whose in ("colleague's", "another org's") for value in world.owned[whose].values()}
    foreign -= {"Contact"}
    for method, path, operation in operations(world.document):
        if method == "GET" and "{" not in path:
            text = world.call(caller, method, path, operation, {}).text
            shown = {value for value in foreign if f'"{value}"' in text}
            assert not shown, f"{path} shows {shown}"
            own |= {name for name, value in world.owned[whose].items() if f'"{value}"' in text}
    assert own >= {"conflict_id", "issue_id", "key"}, "lists are not empty"


@pytest.mark.parametrize(("role", "whose"), [("user", "own"), ("admin", "admin's")])
def test_no_call_on_ones_own_is_a_defect_of_ours(world: World, role: str, whose: str) -> None:
    """Last, because it changes what it calls. Signing out would end nothing here: the token is Entra's."""
    for method, path, operation in operations(world.document):
        if operation.get("security") is None:
            continue
        answer = world.call(getattr(world, role), method, path, operation, world.owned[whose])
        assert answer.status_code not in (401, 403), f"{method} {path}: {answer.text}"
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
