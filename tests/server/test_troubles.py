"""A side that does not answer, credentials that are dead, rights that were taken away: each says what to do."""

import pytest
from sqlalchemy import select, update

from core import accounts
from core.errors import Transient, Unauthorized
from core.models.accounts import Connection, Mailbox
from tests.server.browsing import connect, window_code
from tests.server.deployment import Deployment, User
from tests.server.desk_worker import sync


@pytest.fixture
def anna(deployment: Deployment) -> User:
    """Connected with a token of her own."""
    user = deployment.user("graph")
    connect(deployment, user)
    return user


def test_with_salesforce_down_it_is_said_when_to_try_again(deployment: Deployment, anna: User) -> None:
    deployment.sandbox.faults.add("unavailable", target="*", times=50)
    refused = anna.get("/recents")
    assert (refused.status_code, refused.json()["code"]) == (502, "crm_unavailable")
    assert int(refused.headers["Retry-After"]) >= 1
    assert "Salesforce" in refused.json()["detail"]
    deployment.sandbox.faults.clear()
    assert anna.get("/recents").status_code == 200


def test_dead_credentials_are_told_until_they_are_renewed(deployment: Deployment, anna: User) -> None:
    assert anna.get("/recents").status_code == 200
    with deployment.parts.database.session() as session:
        box = session.get_one(Mailbox, anna.mailbox_id)
        own = session.scalars(select(Connection).where(Connection.mailbox_id == anna.mailbox_id)).one()
        secret = accounts.secret_of(deployment.parts.keys, own) | {"refresh_token": "revoked"}
        accounts.put_connection(
            session, deployment.parts.keys, box.org, own.kind, config=own.config, secret=secret, mailbox=box
        )
    refused = anna.get("/recents")
    assert (refused.status_code, refused.json()["code"], refused.json()["reconnect"]) == (
        409,
        "crm_session_expired",
        True,
    )
    told = anna.get("/session").json()["crm"]
    assert (told["state"], told["problem"]) == ("problem", refused.json()["detail"])
    connect(deployment, anna)
    assert anna.get("/session").json()["crm"]["state"] == "ok"
    assert anna.get("/recents").status_code == 200


def _reconnect_asked(user: User) -> tuple[str, str, bool]:
    """As the settings have it, the session, and the state of the runs."""
    crm = user.get("/connections").json()["items"][1]["state"]
    return crm, user.get("/session").json()["crm"]["state"], user.get("/sync/status").json()["reconnect"]


def test_dead_credentials_that_a_run_meets_are_told_too(deployment: Deployment, anna: User) -> None:
    sync(deployment, anna)
    assert _reconnect_asked(anna) == ("ok", "ok", False)
    deployment.sandbox.faults.add("unauthorized", operation="oauth2/token", target="*", times=None)
    with pytest.raises(Unauthorized):
        sync(deployment, anna)
    assert _reconnect_asked(anna) == ("problem", "problem", True)
    assert anna.get("/sync/status").json()["problem"] == anna.get("/session").json()["crm"]["problem"]
    deployment.sandbox.faults.clear()
    sync(deployment, anna)
    assert _reconnect_asked(anna) == ("ok", "ok", False), "they work again"


def test_a_run_that_salesforce_does_not_answer_asks_nobody_to_reconnect(deployment: Deployment, anna: User) -> None:
    deployment.sandbox.faults.add("unavailable", target=deployment.sandbox.salesforce.org.id, times=None)
    with pytest.raises(Transient):
        sync(deployment, anna)
    assert _reconnect_asked(anna) == ("ok", "ok", False)


def test_connecting_anew_in_vain_leaves_what_works(deployment: Deployment, anna: User) -> None:
    code = window_code(deployment, anna)
    deployment.sandbox.faults.add("unauthorized", operation="oauth2/token", target="*")
    refused = anna.post("/connections/salesforce/finish", {"code": code})
    assert (refused.status_code, refused.json()["code"]) == (422, "window_refused")
    assert anna.get("/session").json()["crm"]["state"] == "ok"
    assert anna.get("/recents").status_code == 200


def test_without_any_credentials_it_is_said_toconnect(deployment: Deployment, anna: User) -> None:
    with deployment.parts.database.session() as session:
        session.execute(update(Connection).where(Connection.mailbox_id == anna.mailbox_id).values(secret=None))
    refused = anna.get("/recents")
    assert (refused.status_code, refused.json()["code"], refused.json()["reconnect"]) == (
        409,
        "crm_not_connected",
        True,
    )


def test_credentials_that_do_not_decrypt_are_no_defect(deployment: Deployment, anna: User) -> None:
    with deployment.parts.database.session() as session:
        session.execute(
            update(Connection).where(Connection.mailbox_id == anna.mailbox_id).values(secret=b"\x01\x02k1damaged")
        )
    refused = anna.get("/recents")
    assert (refused.status_code, refused.json()["code"]) == (503, "credentials_unreadable")
