"""Whatever a client sends, the sandbox answers; with a client's error, never with one of its own."""

import random
from typing import Any

import orjson
import requests

from tests.sandbox.microsoft_graph.conftest import ANNA, World
from tests.sandbox.microsoft_graph.test_contacts import PERSON

CALLS = 800
SEGMENTS = (
    "users me contacts contactFolders childFolders delta delta() delta(x) $count $value $batch photo permanentDelete"
    " mailFolders inbox messages attachments outlook masterCategories translateExchangeIds subscriptions reauthorize"
    " mailboxSettings deleteditems %00 %ff .. // contacts('x') contacts(' '' é"
).split(" ")
OPTIONS = "$top $skip $filter $select $expand $orderby $count $search $skiptoken $deltatoken $format x $".split()
WORDS = (
    "surname eq 'x'|id|*|surname desc|singleValueExtendedProperties($filter=id eq 'String 0x3A45')|5|-1|true|"
    "emailAddresses/any(a:a/address eq 'x')|categories/any(c:c eq 'x')|(((|'|%00|𝄞|\x7f|1e999|"
    "birthday gt 9999-99-99T99:99:99Z|a/b/c eq null|not not surname eq 5|surname in ('x')|any(any:any)|"
    "singleValueExtendedProperties/any(e: e/id eq 'String 0x3A45' or e/value gt 5)"
).split("|")
NAMES = (
    "givenName surname displayName emailAddresses businessPhones birthday businessAddress categories title"
    " parentFolderId primaryEmailAddress singleValueExtendedProperties multiValueExtendedProperties personalNotes color"
    " requests inputIds sourceIdType targetIdType changeType notificationUrl resource expirationDateTime"
    " clientState mobilePhone id @odata.type yomiSurname children imAddresses __proto__"
).split()


def _value(chance: random.Random, depth: int = 0) -> Any:
    plain = [
        None,
        True,
        0,
        -1,
        2**70,
        1.5,
        "",
        "x",
        "\x00\x01",
        "2000-01-01",
        "9999-12-31T23:59:59Z",
        "𝄞" * 30,
        "preset3",
    ]
    roll = chance.random()
    if depth > 3 or roll < 0.6:
        return chance.choice(plain)
    if roll < 0.8:
        return [_value(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    keys = [*NAMES, "id", "value", "name", "address", "street", "method", "url", "headers", "body", "dependsOn"]
    return {chance.choice(keys): _value(chance, depth + 1) for _ in range(chance.randint(0, 4))}


def _body(chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return chance.choice([b"", b"[", b"null", b"\xff\xfe", b"[" * 5000, b'{"a":1e400}', b'"\\ud800"'])
    entries: dict[str, Any] = {k: v for k, v in PERSON.items() if chance.random() < 0.2}
    entries |= {chance.choice(NAMES): _value(chance) for _ in range(chance.choice([0, 0, 1, 3]))}
    return orjson.dumps({k: v for k, v in entries.items() if not _too_big(v)})


def _too_big(value: Any) -> bool:
    """orjson writes whole numbers up to 64 bits."""
    if isinstance(value, dict):
        return any(map(_too_big, value.values()))
    if isinstance(value, list):
        return any(map(_too_big, value))
    return isinstance(value, int) and abs(value) >= 2**63


def _path(chance: random.Random, ids: list[str]) -> str:
    if chance.random() < 0.7:
        start = [
            f"users/{ANNA}",
            chance.choice(["contacts", "contactFolders/contacts/contacts", "contactFolders", "messages"]),
        ]
    else:
        start = []
    return "/".join([*start, *(chance.choice(SEGMENTS + ids * 3) for _ in range(chance.choice([0, 0, 1, 1, 2, 3])))])


def _part(chance: random.Random, ids: list[str]) -> dict[str, Any]:
    method = chance.choice(["GET", "POST", "PATCH", "DELETE", "PUT"])
    part = {"id": str(chance.randint(1, 99)), "method": method, "url": "/" + _path(chance, ids)}
    return part | {
        "headers": {"Content-Type": "application/json"},
        "body": orjson.loads(orjson.dumps({"surname": "x"})),
    }


def test_no_request_brings_the_sandbox_down(world: World) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    folder = world.get(f"users/{ANNA}/contactFolders/contacts")["id"]
    ids = [folder]
    counts: dict[int, int] = {}
    for number in range(CALLS):
        if number % 50 == 0:
            ids.append(world.post(f"users/{ANNA}/contacts", {"surname": "Lee"})["id"])
        query = {chance.choice(OPTIONS): chance.choice(WORDS) for _ in range(chance.choice([0, 0, 0, 1, 2]))}
        method = chance.choice(["GET", "GET", "POST", "PATCH", "PUT", "DELETE"])
        headers = {"Content-Type": chance.choice(["application/json", "image/png", "text/plain", "x"])}
        headers |= chance.choice(
            [{}, {"Prefer": chance.choice(WORDS).encode().decode("latin-1")}, {"If-Match": 'W/"x"'}]
        )
        path, body = _path(chance, ids), _body(chance)
        if chance.random() < 0.1:
            path, method = "$batch", "POST"
            body = orjson.dumps({"requests": [_part(chance, ids) for _ in range(chance.randint(0, 5))]})
        try:
            answer = world.call(method, path, params=query, data=body, headers=headers)
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL):
            continue
        assert answer.status_code < 500, f"{method} {path} {query} {body[:300]!r}: {answer.text}"
        counts[answer.status_code] = counts.get(answer.status_code, 0) + 1
        if path == "$batch" and answer.status_code == 200:
            assert all(r["status"] < 500 for r in answer.json()["responses"]), (body, answer.text)
    print(counts)
    assert len(counts) >= 6, counts


def test_no_token_request_brings_the_sandbox_down(world: World) -> None:
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    names = "grant_type client_id client_secret scope code code_verifier redirect_uri refresh_token".split()
    names += [
        "client_assertion",
        "client_assertion_type",
        "response_type",
        "state",
        "prompt",
        "login_hint",
        "code_challenge",
    ]
    values = ["", "x", world.client_id, "client_credentials", "authorization_code", "refresh_token", "\x00", "é" * 50]
    values += ["a.b.c", "https://graph.microsoft.com/.default", "http://localhost:9/callback", "code", "none", "openid"]
    values += ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "//.default", "User.Read x/y", ANNA]
    for _ in range(150):
        form = {chance.choice(names): chance.choice(values) for _ in range(chance.randint(0, 7))}
        root = f"{world.url}/{chance.choice([world.microsoft.entra.tenant_id, 'common', 'x'])}/oauth2/v2.0"
        token = world.session.post(f"{root}/token", data=form, timeout=20)
        page = world.session.get(f"{root}/authorize", params=form, allow_redirects=False, timeout=20)
        assert max(token.status_code, page.status_code) < 500, (form, token.text, page.text)
