"""How much may be asked, by whom: counted in Redis for all processes, in one process while Redis is away."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from server import create_app
from server.limits import ADDRESS_LIMIT, REFUSED_LIMIT, WINDOW, Cost, Windows
from tests.server.deployment import API, Deployment, User
from tests.valkey import start_valkey

NOON = 1_800_000_000.0 - 1_800_000_000 % WINDOW


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with start_valkey() as url:
        yield url


def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=0.2, retry=Retry(NoBackoff(), 0))


@pytest.fixture(params=["redis", "process", "redis away"])
def windows(request: pytest.FixtureRequest, redis_url: str) -> Windows:
    redis = None
    if request.param == "redis":
        redis = _redis(redis_url)
        redis.flushall()
    if request.param == "redis away":
        redis = _redis("redis://127.0.0.1:1")
    return Windows(redis, lambda: NOON)


def _client(deployment: Deployment, windows: Windows) -> FlaskClient:
    """The application with its usual limits."""
    return create_app(made=deployment.parts, windows=windows).test_client()


@pytest.fixture
def counting() -> Windows:
    return Windows(None, lambda: NOON)


def _spend(windows: Windows, name: str, calls: int) -> None:
    for _ in range(calls):
        windows.count([name])


def _get(client: FlaskClient, user: User, address: str = "10.0.0.1", path: str = "/connections") -> int:
    headers = {"Authorization": f"Bearer {user.token}"}
    return client.get(API + path, headers=headers, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_a_person_who_asks_too_much_waits_and_others_do_not(deployment: Deployment, counting: Windows) -> None:
    client, eager, other = _client(deployment, counting), deployment.user("graph"), deployment.user("graph")
    _spend(counting, f"plain:person:{eager.person_id}", Cost.PLAIN.value[0] - 1)
    assert _get(client, eager) == 200
    answer = client.get(API + "/connections", headers={"Authorization": f"Bearer {eager.token}"})
    problem = answer.get_json()
    assert (answer.status_code, problem["code"], answer.headers["Retry-After"]) == (429, "too_many", str(WINDOW))
    assert problem["retry_after"] == WINDOW
    assert _get(client, other) == 200


def test_an_org_has_a_limit_for_all_its_people(deployment: Deployment, counting: Windows) -> None:
    client = _client(deployment, counting)
    _spend(counting, f"plain:org:{deployment.org_id}", Cost.PLAIN.value[1])
    assert _get(client, deployment.user("graph")) == 429


def test_a_dear_call_has_a_limit_of_its_own(deployment: Deployment, windows: Windows) -> None:
    client, user = _client(deployment, windows), deployment.user("graph")
    headers = {"Authorization": f"Bearer {user.token}"}
    of_person, _ = Cost.DEAR.value
    url = API + "/connections/salesforce/start"
    codes = [client.post(url, json={}, headers=headers).status_code for _ in range(of_person + 1)]
    assert codes == [200] * of_person + [429]
    assert _get(client, user) == 200


def test_who_guesses_tokens_is_slowed_down_by_address(deployment: Deployment, counting: Windows) -> None:
    client, user = _client(deployment, counting), deployment.user("graph")
    _spend(counting, "refused:10.9.9.9", REFUSED_LIMIT - 1)
    for status in (401, 429):
        headers, here = {"Authorization": "Bearer bws_x"}, {"REMOTE_ADDR": "10.9.9.9"}
        assert client.get(API + "/session", headers=headers, environ_overrides=here).status_code == status
    assert _get(client, user, "10.1.1.1") == 200


def test_people_who_are_signed_in_share_no_address(deployment: Deployment, counting: Windows) -> None:
    """An office, or a reverse proxy that nobody told us of, is one address for all."""
    client, user = _client(deployment, counting), deployment.user("graph")
    _spend(counting, "address:10.8.8.8", ADDRESS_LIMIT)
    _spend(counting, "refused:10.8.8.8", REFUSED_LIMIT)
    assert _get(client, user, "10.8.8.8") == 200
    assert client.get(API + "/connections", environ_overrides={"REMOTE_ADDR": "10.8.8.8"}).status_code == 429


def test_an_address_has_a_limit_whoever_calls(deployment: Deployment, counting: Windows) -> None:
    client = _client(deployment, counting)
    _spend(counting, "address:10.7.7.7", ADDRESS_LIMIT - 1)
    codes = [
        client.get("/signin/start", environ_overrides={"REMOTE_ADDR": address}).status_code
        for address in ("10.7.7.7", "10.7.7.7", "10.7.7.8")
    ]
    assert codes == [302, 429, 302]


@pytest.mark.parametrize("header", ["x", "Basic YWJj", "Bearer", "Bearer bws_x", "Bearer é"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/session/redeem"), ("GET", "/openapi.json"), ("GET", "/nowhere"), ("PUT", "/session")],
)
def test_no_header_opens_what_asks_for_no_token(
    deployment: Deployment, counting: Windows, header: str, method: str, path: str
) -> None:
    client, here = _client(deployment, counting), {"REMOTE_ADDR": "10.6.6.6"}
    _spend(counting, "address:10.6.6.6", ADDRESS_LIMIT)
    headers, body = {"Authorization": header}, {"code": "x", "verifier": "y"}
    answer = client.open(API + path, method=method, json=body, headers=headers, environ_overrides=here)
    assert answer.status_code == 429


@pytest.mark.parametrize("header", ["x", "Basic YWJj", "Bearer", "Bearer " + "x" * 20_000])
def test_what_is_no_token_counts_as_a_refused_one(deployment: Deployment, counting: Windows, header: str) -> None:
    client, here = _client(deployment, counting), {"REMOTE_ADDR": "10.5.5.5"}
    _spend(counting, "refused:10.5.5.5", REFUSED_LIMIT - 1)
    for status in (401, 429):
        answer = client.get(API + "/session", headers={"Authorization": header}, environ_overrides=here)
        assert answer.status_code == status


def test_a_new_minute_begins_anew(redis_url: str) -> None:
    for redis in (None, _redis(redis_url)):
        clock = [NOON + 59.0]
        windows = Windows(redis, lambda clock=clock: clock[0])  # type: ignore[misc]  # a default binds the loop's clock
        assert windows.count(["a", "b"]) == {"a": 1, "b": 1}
        assert windows.count(["a"]) == {"a": 2}
        assert windows.seconds_left() == 1.0
        clock[0] += 1.0
        assert windows.count(["a"]) == {"a": 1}


def test_processes_count_together(redis_url: str) -> None:
    one, other = (Windows(_redis(redis_url), lambda: NOON + 600) for _ in range(2))
    assert one.count(["shared"]) == {"shared": 1}
    assert other.count(["shared"]) == {"shared": 2}


def test_what_redis_keeps_goes_by_itself(redis_url: str) -> None:
    redis = _redis(redis_url)
    redis.flushall()
    Windows(redis, lambda: NOON).count(["once"])
    (key,) = redis.keys("*")
    assert 0 < int(redis.ttl(key)) <= 2 * WINDOW
