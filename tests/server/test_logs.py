"""What the API writes to its log, at its most talkative, and tells in problems: no token, code, state, cookie, secret,
nor what somebody searched for, through sign-ins, connecting and reconnecting, and all of these going wrong."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from gunicorn.config import Config

from core import accounts
from core.models.accounts import Mailbox
from ops.gunicorn_log import Log
from server.signin import s256
from server.tickets import new_secret
from tests.server.browsing import PASSWORD, connect, entra_window, window_code
from tests.server.deployment import Caller, User
from tests.server.served import Served, run_served

CANARY = "canary-0123456789"
# What no HTTP server can read.
UNREADABLE = (
    f"GET /signin/callback?code={CANARY} left&state=x HTTP/1.1\r\n\r\n",
    f"GET /signin/callback?code={CANARY} HTTP/9.9\r\n\r\n",
    f"GET /healthz HTTP/1.1\r\nAuthorization Bearer {CANARY}\r\n\r\n",
    f"GET /healthz HTTP/1.1\r\nAuthorization: Bearer\r\n {CANARY}\r\n\r\n",
    f"GET /healthz HTTP/1.1\r\nX {CANARY}: y\r\n\r\n",
    f"{CANARY * 600}\r\n\r\n",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with run_served(tmp_path_factory.mktemp("served")) as running:
        yield running


def test_the_log_names_requests_and_holds_no_secret(served: Served) -> None:
    deployment, overheard = served.deployment, served.overheard
    user = deployment.user("graph")
    token, problems = _signed_in(served, user)
    problems += _connected(served, user)
    problems += _proven(served)
    answer = user.get("/search", q="canary@secret.example")
    problems += [deployment.caller(user.token[:-9] + "tampered!").get("/session")]
    problems += [user.call("GET", "/session", headers={"Cookie": f"id={CANARY}"}, params={"access_token": CANARY})]
    problems += [user.post("/session/setup", {CANARY: CANARY[:5]})]
    for line in UNREADABLE:
        _shout(deployment.url, line)
    overheard.values |= {user.token, user.token[:60], token, PASSWORD, CANARY, "canary", user.address}
    log = served.log.read_text()
    read = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    (mine,) = [line for line in read if line.get("request") == answer.headers["X-Request-Id"]]
    assert (mine["operation"], mine["status"], mine["mailbox"]) == ("search.search", 200, user.mailbox_id)
    assert {"a token was refused", "request"} <= {line["event"] for line in read}
    assert log.count("Invalid request from ip=") >= 3, "what could not be read is told as well"
    assert len(overheard.values) > 20
    assert [secret for secret in overheard.values if secret in log] == []
    secret = overheard.values - {CANARY, "canary", user.address}
    assert [(one, answer.text) for answer in problems for one in secret if one in answer.text] == []
    assert all(answer.status_code >= 400 for answer in problems[:5])


def test_a_request_that_breaks_the_server_is_told_without_its_address(tmp_path: Path) -> None:
    config = Config()
    config.set("errorlog", str(tmp_path / "api.log"))
    log = Log(config)
    try:
        raise ValueError(CANARY)
    except ValueError:
        log.exception("Error handling request %s %s", "GET", f"/signin/callback?code={CANARY}")
    text = (tmp_path / "api.log").read_text()
    assert "Error handling request: ValueError" in text
    assert CANARY not in text


def _signed_in(served: Served, user: User) -> tuple[str, list[requests.Response]]:
    """By a window, with codes and states that are wrong, used or forged; the token, the refusals."""
    deployment, verifier = served.deployment, new_secret()
    url = f"{deployment.url}/signin/start?challenge={s256(verifier)}"
    code = entra_window(deployment, url, user.address)["code"]
    anonymous = deployment.anonymous
    refused = [anonymous.post("/session/redeem", {"code": CANARY, "verifier": verifier})]
    token = str(anonymous.post("/session/redeem", {"code": code, "verifier": verifier}).json()["token"])
    refused += [anonymous.post("/session/redeem", {"code": code, "verifier": verifier})]
    signed_in: Caller = deployment.caller(token)
    assert signed_in.get("/session").status_code == 200
    signed_in.delete("/session")
    refused += [signed_in.get("/session")]
    for fault in ("server_error", "malformed_reply", "lost_reply"):
        deployment.sandbox.faults.add(fault, operation="oauth2/v2.0/token", target="*")
        assert entra_window(deployment, url, user.address)["type"] in ("error", "signin")
        deployment.sandbox.faults.clear()
    for path in ("/signin/callback", "/connect/salesforce/callback", "/connect/salesforce"):
        query = {"code": CANARY, "state": CANARY, "ticket": CANARY}
        window = requests.get(deployment.url + path, params=query, allow_redirects=False, timeout=30)
        assert CANARY not in window.headers["Location"]
    served.overheard.values |= {code, verifier}
    return token, refused


def _connected(served: Served, user: User) -> list[requests.Response]:
    """Connected, connected anew, and in vain in all ways; then with credentials that are refused."""
    deployment = served.deployment
    connect(deployment, user)
    connect(deployment, user)
    refused = [user.post("/connections/salesforce/finish", {"code": CANARY})]
    for fault in ("unauthorized", "server_error", "malformed_reply", "lost_reply"):
        code = window_code(deployment, user)
        deployment.sandbox.faults.add(fault, operation="oauth2/token", target="*", times=None)
        refused += [user.post("/connections/salesforce/finish", {"code": code})]
        deployment.sandbox.faults.clear()
        served.overheard.values.add(code)
    ticket = parse_qs(urlsplit(user.post("/connections/salesforce/start").json()["url"]).query)["ticket"][0]
    served.overheard.values |= {ticket, *_revoked(served, user)}
    refused += [user.get("/recents"), user.delete("/connections/salesforce")]
    return refused


def _revoked(served: Served, user: User) -> set[str]:
    """The user's credentials are of no use any more; what is stored of them."""
    made = served.deployment.parts
    with made.database.session() as session:
        mailbox = session.get_one(Mailbox, user.mailbox_id)
        rows = {one.mailbox_id: one for one in mailbox.org.connections if one.kind == "salesforce"}
        kept = {value for row in rows.values() for value in accounts.secret_of(made.keys, row).values()}
        config = rows[user.mailbox_id].config
        secret = {"refresh_token": CANARY}
        accounts.put_connection(
            session, made.keys, mailbox.org, "salesforce", config=config, secret=secret, mailbox=mailbox
        )
        return kept


def _proven(served: Served) -> list[requests.Response]:
    """By a code that lies in a mailbox on premises, after a wrong one."""
    deployment = served.deployment
    address = deployment.new_address("prove")
    caller = deployment.caller(deployment.exchange_token(address))
    caller.get("/session")
    assert caller.post("/session/mailbox", {"address": address}).status_code == 202
    mailbox = deployment.sandbox.microsoft.store.mailbox(address)
    assert mailbox is not None
    (note,) = mailbox.items(mailbox.well_known("inbox").id, "message")
    code = note.fields["subject"].rpartition(" ")[2]
    refused = [caller.post("/session/mailbox/code", {"code": CANARY})]
    assert caller.post("/session/mailbox/code", {"code": code}).status_code == 200
    served.overheard.values |= {code, caller.token}
    return refused


def _shout(url: str, text: str) -> None:
    """To the HTTP server as it is; whatever it answers."""
    parts = urlsplit(url)
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=10) as line:
        line.sendall(text.encode())
        line.recv(4096)
