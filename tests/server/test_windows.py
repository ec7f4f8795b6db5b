"""Sign-in and connecting Salesforce in a window, as a person does it."""

import secrets
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import select

from core import accounts
from core.errors import Unauthorized
from core.models.accounts import Connection, Mailbox
from core.models.pane import Person, SessionRow
from core.models.sync import LinkRow
from core.organisations import ORGANIZATION
from core.salesforce.auth import Login, RefreshToken
from core.salesforce.transport import Network
from server import create_app
from server.signin import s256
from server.tokens import own
from tests.server.browsing import entra_window, message_of, salesforce_window
from tests.server.deployment import Deployment, User

PASSWORD = "Secret-123"


def _verifier() -> str:
    return secrets.token_urlsafe(32)


def _window_token(deployment: Deployment, address: str) -> str:
    verifier = _verifier()
    said = entra_window(deployment, f"{deployment.url}/signin/start?challenge={s256(verifier)}", address)
    answer = deployment.anonymous.post("/session/redeem", {"code": said["code"], "verifier": verifier})
    token: str = answer.json()["token"]
    return token


@pytest.fixture
def anna(deployment: Deployment) -> str:
    return deployment.new_address("window")


def test_a_window_ends_in_a_code_that_only_this_pane_can_redeem(deployment: Deployment, anna: str) -> None:
    verifier = _verifier()
    said = entra_window(deployment, f"{deployment.url}/signin/start?challenge={s256(verifier)}&locale=de-DE", anna)
    assert (said["type"], said["locale"]) == ("signin", "de-DE")
    got = deployment.anonymous.post("/session/redeem", {"code": said["code"], "verifier": verifier})
    assert got.status_code == 200
    assert got.json()["token"].startswith("bws_")
    session = deployment.caller(got.json()["token"]).get("/session").json()
    assert session["person"]["name"]
    again = deployment.anonymous.post("/session/redeem", {"code": said["code"], "verifier": verifier})
    assert again.status_code == 401


def test_the_language_of_the_pane_holds_whatever_the_window_was_told(deployment: Deployment) -> None:
    """A choice in the settings holds at once, for values as for sentences."""
    user = deployment.user("graph")
    name = f"Zahlenwerk {user.person_id[-8:]}"
    user.crm.add("Opportunity", Name=name, StageName="Prospecting", CloseDate="2026-03-07", Amount=1234567.5)
    with deployment.parts.database.session() as session:
        session.get_one(Person, user.person_id).locale = ""
        token = own.issue(session, user.person_id, deployment.parts.now()).token
    caller = deployment.caller(token)
    for language, told in (("de", "1.234.567,50 · 7.3.2026"), ("en-GB", "1,234,567.50 · 7 Mar 2026")):
        asked = {"headers": {"Accept-Language": language}}
        [group] = caller.call("GET", "/search", params={"q": name}, **asked).json()["groups"]
        assert told in group["items"][0]["detail"]
        assert caller.call("GET", "/session", **asked).json()["locale"] == language


def test_without_the_verifier_a_code_is_worth_nothing_and_used_up(deployment: Deployment, anna: str) -> None:
    verifier = _verifier()
    said = entra_window(deployment, f"{deployment.url}/signin/start?challenge={s256(verifier)}", anna)
    for tried in (_verifier(), verifier):
        got = deployment.anonymous.post("/session/redeem", {"code": said["code"], "verifier": tried})
        assert got.status_code == 401


def test_signing_out_ends_the_token_and_only_a_hash_was_stored(deployment: Deployment, anna: str) -> None:
    token = _window_token(deployment, anna)
    with deployment.parts.database.session() as session:
        assert token not in [row.token_hash for row in session.scalars(select(SessionRow))]
    caller = deployment.caller(token)
    elsewhere = _window_token(deployment, anna)
    assert caller.delete("/session").status_code == 204
    assert [caller.call(method, "/session").status_code for method in ("GET", "DELETE")] == [401, 401]
    assert caller.get("/favourites").status_code == 401
    assert deployment.caller(elsewhere).get("/session").status_code == 200, "another device stays signed in"


@pytest.mark.parametrize("challenge", ["", "short", "a" * 44, "a" * 42 + "!", "'\"><script>"])
def test_a_window_without_a_proper_challenge_says_so(deployment: Deployment, challenge: str) -> None:
    said = entra_window(deployment, f"{deployment.url}/signin/start?challenge={challenge}", "nobody@x.example")
    assert said["type"] == "error"


def test_where_the_registration_is_missing_the_window_says_so(deployment: Deployment) -> None:
    settings = replace(deployment.settings, addin_client_id="")
    client = create_app(made=replace(deployment.parts, settings=settings)).test_client()
    for language, words in (("en", "is not set up in Bothways yet"), ("de", "noch nicht eingerichtet")):
        headers = {"Accept-Language": language}
        answer = client.get(f"/signin/start?challenge={'a' * 43}", headers=headers)
        told = parse_qs(urlsplit(answer.headers["Location"]).fragment)
        assert told["type"] == ["error"] and words in told["detail"][0]


@pytest.mark.parametrize("path", ["/signin/callback", "/connect/salesforce/callback"])
@pytest.mark.parametrize("query", ["", "code=x", "state=x&code=y", "state=%00&code=y", "error=access_denied"])
def test_a_way_back_that_was_never_begun_says_so(deployment: Deployment, path: str, query: str) -> None:
    said = entra_window(deployment, f"{deployment.url}{path}?{query}", "nobody@x.example")
    assert (said["type"], "was open for too long" in said["detail"]) == ("error", True)


def _connect(deployment: Deployment, user: User, decision: str = "allow") -> dict[str, str]:
    url = user.post("/connections/salesforce/start").json()["url"]
    assert url.startswith(deployment.url + "/connect/salesforce?ticket=")
    org, username = deployment.sandbox.salesforce.org, _username(user)
    with org.lock:
        if org.user(username) is None:
            org.create_user(
                username=username, password=PASSWORD, email=user.address, first_name="Uma", last_name=username
            )
    return salesforce_window(deployment, url, username, PASSWORD, decision)


def _username(user: User) -> str:
    """Of a Salesforce user whose name is not the mailbox's address."""
    return f"sf.{user.address}"


def _own(deployment: Deployment, user: User) -> Connection | None:
    with deployment.parts.database.session() as session:
        return session.scalar(select(Connection).where(Connection.mailbox_id == user.mailbox_id))


def test_salesforce_is_connected_as_the_mailbox_s_own(deployment: Deployment, user: User) -> None:
    said = _connect(deployment, user)
    assert said["type"] == "salesforce"
    told = user.post("/connections/salesforce/finish", {"code": said["code"]}).json()
    assert (told["crm"]["state"], told["crm"]["user_name"]) == ("ok", _username(user))
    assert told["crm"]["instance_url"] == deployment.sandbox.salesforce_url
    own = _own(deployment, user)
    assert own is not None and b"refresh" not in (own.secret or b"")
    again = user.post("/connections/salesforce/finish", {"code": said["code"]})
    assert (again.status_code, again.json()["code"]) == (422, "window_refused")
    crm = user.get("/connections").json()["items"][1]
    assert (crm["side"], crm["state"], crm["can_reconnect"], crm["can_disconnect"]) == ("crm", "ok", True, True)
    _disconnected(deployment, user, own)
    assert not any(one["can_disconnect"] for one in user.get("/connections").json()["items"])


def _disconnected(deployment: Deployment, user: User, own: Connection) -> None:
    """Nothing is kept, and what was kept is worth nothing at Salesforce."""
    token = accounts.secret_of(deployment.parts.keys, own)["refresh_token"]
    assert user.delete("/connections/salesforce").status_code == 204
    assert _own(deployment, user) is None
    dead = RefreshToken(own.config["login_url"], own.config["client_id"], None, token)
    with pytest.raises(Unauthorized):
        Login(dead, Network(deployment.settings.ca_file)).token()
    assert user.delete("/connections/salesforce").status_code == 204


def test_a_code_of_somebody_else_connects_nothing(deployment: Deployment) -> None:
    one, other = deployment.user("graph"), deployment.user("graph")
    said = _connect(deployment, one)
    refused = other.post("/connections/salesforce/finish", {"code": said["code"]})
    assert refused.status_code == 422
    assert _own(deployment, other) is None
    assert one.post("/connections/salesforce/finish", {"code": said["code"]}).status_code == 200


def test_who_denies_is_told_so(deployment: Deployment) -> None:
    said = _connect(deployment, deployment.user("graph"), "deny")
    assert (said["type"], "was not allowed" in said["detail"]) == ("error", True)


def test_whom_the_app_does_not_admit_is_sent_to_the_administrator(deployment: Deployment) -> None:
    url = deployment.user("graph").post("/connections/salesforce/start").json()["url"]
    state = parse_qs(urlsplit(deployment.anonymous.call("GET", url).headers["Location"]).query)["state"][0]
    query = {"state": state, "error": "OAUTH_APP_ACCESS_DENIED", "error_description": "user is not admin approved"}
    back = deployment.anonymous.call("GET", "//connect/salesforce/callback", params=query)
    said = message_of(deployment, back.headers["Location"])
    assert (said["type"], "ask your Salesforce administrator" in said["detail"]) == ("error", True)


def test_the_address_of_a_window_is_good_once(deployment: Deployment) -> None:
    user = deployment.user("graph")
    url = user.post("/connections/salesforce/start").json()["url"]
    deployment.anonymous.call("GET", url)
    said = entra_window(deployment, url, user.address)
    assert said["type"] == "error"


def test_connecting_again_makes_the_next_run_due(deployment: Deployment) -> None:
    user = deployment.user("graph")
    with deployment.parts.database.session() as session:
        session.get_one(Mailbox, user.mailbox_id).problem = "Salesforce refused the session. Connect Salesforce again."
    said = _connect(deployment, user)
    told = user.post("/connections/salesforce/finish", {"code": said["code"]}).json()
    assert (told["mailbox"]["problem"], told["setup"]) == ("", "done")
    assert deployment.mailbox(user).due_at <= deployment.parts.now()


def test_links_hold_a_mailbox_to_its_organisation_also_after_disconnecting(deployment: Deployment) -> None:
    """The sandbox has one organisation: that the mailbox was connected to another one before is written down here."""
    user = deployment.user("graph")
    user.post("/connections/salesforce/finish", {"code": _connect(deployment, user)["code"]})
    user.delete("/connections/salesforce")
    with deployment.parts.database.session() as session:
        mailbox = session.get_one(Mailbox, user.mailbox_id)
        assert mailbox.known[ORGANIZATION] == deployment.sandbox.salesforce.org.id
        mailbox.known = {**mailbox.known, ORGANIZATION: "00D000000000000EAA"}
        link = {"exchange_key": "e", "crm_key": "c", "base": {}, "state": "linked", "origin": "crm"}
        session.add(LinkRow(id=uuid4().hex, mailbox_id=user.mailbox_id, type="contact", **link))
    refused = user.post("/connections/salesforce/finish", {"code": _connect(deployment, user)["code"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "other_organisation")
    assert _own(deployment, user) is None
