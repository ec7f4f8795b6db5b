"""A preview that could not be made says why as a request of its reader's own would, and how to go on."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.failures import packed, unpacked
from core.models.accounts import Connection, Mailbox
from core.models.sync import RunRow
from core.secrets import SecretError
from server.sync_status import LONGEST_PREVIEW
from tests.server.browsing import connect
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import count
from tests.server.keyless import without_key


@pytest.fixture
def anna(deployment: Deployment) -> User:
    """With credentials of her own."""
    user = deployment.user("graph")
    connect(deployment, user)
    return user


def _failure(deployment: Deployment, user: User, **headers: str) -> dict[str, Any]:
    run = user.post("/sync/preview").json()["id"]
    count(deployment, run)
    told = user.call("GET", f"/sync/preview/{run}", headers=headers).json()
    assert (told["state"], told["problem"], told["kinds"]) == ("failed", "", [])
    failure: dict[str, Any] = told["failure"]
    return failure


@pytest.mark.parametrize(
    ("fault", "code", "detail", "reconnect"),
    [
        (
            {"kind": "unavailable"},
            "crm_unavailable",
            "The connection to Salesforce is interrupted, or it is overloaded. Try again in a moment.",
            False,
        ),
        ({"kind": "quota"}, "crm_unavailable", "its allowance is used up. Try again later.", False),
        ({"kind": "malformed_reply"}, "crm_unavailable", "The connection to Salesforce is interrupted", False),
        ({"kind": "forbidden"}, "crm_forbidden", "Salesforce", False),
        ({"kind": "unauthorized"}, "crm_session_expired", "Connect Salesforce again.", True),
        (
            {"kind": "unauthorized", "operation": "oauth2/token"},
            "crm_session_expired",
            "connect Salesforce again",
            True,
        ),
    ],
)
def test_salesforce_in_trouble(
    deployment: Deployment, anna: User, fault: dict[str, Any], code: str, detail: str, reconnect: bool
) -> None:
    deployment.sandbox.faults.add(**fault, target=deployment.sandbox.salesforce.org.id, times=None)
    failure = _failure(deployment, anna)
    assert (failure["code"], failure.get("reconnect", False)) == (code, reconnect)
    assert detail in failure["detail"]
    assert "by itself" not in failure["detail"]
    assert "tried again" not in failure["detail"]


@pytest.mark.parametrize("exchange", ["graph", "ews"])
def test_exchange_in_trouble(deployment: Deployment, exchange: str) -> None:
    user = deployment.user(exchange)
    deployment.sandbox.faults.add("unavailable", target=user.address, times=None)
    failure = _failure(deployment, user)
    assert failure["code"] == "exchange_unavailable"
    assert failure["detail"] == "The connection to Exchange is interrupted, or it is overloaded. Try again in a moment."


def test_it_is_told_in_the_language_of_whoever_asks(deployment: Deployment, anna: User) -> None:
    deployment.sandbox.faults.add("unavailable", target=deployment.sandbox.salesforce.org.id, times=None)
    failure = _failure(deployment, anna, **{"Accept-Language": "de"})
    told = "Die Verbindung zu Salesforce ist unterbrochen, oder es ist überlastet. Versuchen Sie es gleich noch einmal."
    assert (failure["title"], failure["detail"]) == ("Salesforce antwortet nicht", told)


@pytest.mark.parametrize(
    ("secret", "code", "reconnect"),
    [(None, "crm_not_connected", True), (b"\x01\x02k1damaged", "credentials_unreadable", False)],
)
def test_credentials_that_are_missing_or_unreadable(
    deployment: Deployment, anna: User, secret: bytes | None, code: str, reconnect: bool
) -> None:
    with deployment.parts.database.session() as session:
        own = update(Connection).where(Connection.mailbox_id == anna.mailbox_id)
        session.execute(own.values(secret=secret))
    failure = _failure(deployment, anna)
    assert (failure["code"], failure.get("reconnect", False)) == (code, reconnect)


def test_one_that_was_cut_off(deployment: Deployment, anna: User) -> None:
    run = anna.post("/sync/preview").json()["id"]
    with deployment.parts.database.session() as session:
        session.get_one(RunRow, run).started_at -= LONGEST_PREVIEW + timedelta(seconds=1)
    failure = anna.get(f"/sync/preview/{run}").json()["failure"]
    assert (failure["code"], "took too long" in failure["detail"]) == ("preview_failed", True)
    assert anna.post("/sync/preview").json()["id"] != run


def test_one_that_is_there_tells_no_failure(deployment: Deployment, anna: User) -> None:
    run = anna.post("/sync/preview").json()["id"]
    count(deployment, run)
    told = anna.get(f"/sync/preview/{run}").json()
    assert (told["state"], told["failure"]) == ("done", None)


def test_what_is_kept_of_a_failure_comes_back() -> None:
    kept = unpacked(packed(SecretError("It does not decrypt.")))
    assert isinstance(kept, SecretError)
    assert str(kept) == "It does not decrypt."
    assert unpacked({}) is None
    assert unpacked({"kind": "SystemExit", "message": "x"}) is None


def _at_the_start(deployment: Deployment, user: User) -> None:
    with deployment.parts.database.session() as session:
        session.get_one(Mailbox, user.mailbox_id).setup = "preview"


def _start(user: User) -> tuple[int, str, bool]:
    answer = user.post("/session/setup", {"step": "start"})
    told = answer.json()
    return answer.status_code, told.get("code", ""), told.get("reconnect", False)


def test_a_first_run_that_salesforce_would_refuse_is_not_begun(deployment: Deployment, anna: User) -> None:
    _at_the_start(deployment, anna)
    with deployment.parts.database.session() as session:
        own = update(Connection).where(Connection.mailbox_id == anna.mailbox_id)
        session.execute(own.values(problem="Salesforce refused the session. Connect Salesforce again."))
    assert _start(anna) == (409, "crm_session_expired", True)
    assert deployment.mailbox(anna).setup == "preview"
    connect(deployment, anna)
    assert _start(anna) == (200, "", False)
    assert deployment.mailbox(anna).setup == ""


def test_a_first_run_without_a_connection_is_not_begun(deployment: Deployment) -> None:
    user = deployment.user("graph")
    _at_the_start(deployment, user)
    with without_key(deployment):
        assert _start(user) == (409, "crm_not_connected", True)
        connect(deployment, user)
        assert _start(user) == (200, "", False)
