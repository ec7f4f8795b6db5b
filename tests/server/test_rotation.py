"""Refresh tokens that Salesforce rotates: nobody is disconnected, whoever refreshes beside the pane."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select

from core import accounts
from core.access import Access, access_to
from core.models.accounts import Connection, Mailbox
from core.records import Side
from core.salesforce.auth import Login, RefreshToken
from core.salesforce.transport import Network
from core.stored_tokens import StoredToken
from tests.server.deployment import Deployment, User


@pytest.fixture
def anna(deployment: Deployment) -> User:
    user = deployment.user("graph")
    _connect(deployment, user)
    return user


def _connect(deployment: Deployment, user: User) -> str:
    """With an app that rotates; the refresh token."""
    app = deployment.sandbox.salesforce.add_app(name="Rotating", rotate_refresh_tokens=True)
    client_id = app["client_id"]
    token = str(deployment.sandbox.salesforce.issue_tokens(client_id, user.address)["refresh_token"])
    config = {"login_url": deployment.sandbox.salesforce_url, "client_id": client_id}
    with deployment.parts.database.session() as session:
        box = session.get_one(Mailbox, user.mailbox_id)
        accounts.put_connection(
            session,
            deployment.parts.keys,
            box.org,
            "salesforce",
            config=config,
            secret={"refresh_token": token},
            mailbox=box,
        )
    return token


def _stored(deployment: Deployment, user: User) -> str | None:
    with deployment.parts.database.reading() as session:
        own = session.scalar(select(Connection).where(Connection.mailbox_id == user.mailbox_id))
        return accounts.secret_of(deployment.parts.keys, own)["refresh_token"] if own else None


def _beside(deployment: Deployment, user: User) -> Access:
    """As a run of the worker has it."""
    return access_to(deployment.parts, user.mailbox_id, Side.CRM)


def test_requests_go_on_with_one_sign_in(deployment: Deployment, anna: User) -> None:
    assert anna.get("/recents").status_code == 200
    first = _stored(deployment, anna)
    assert anna.get("/recents").status_code == 200
    assert _stored(deployment, anna) == first


def test_requests_and_runs_side_by_side_disconnect_nobody(deployment: Deployment, anna: User) -> None:
    runs = [_beside(deployment, anna).login() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(anna.get, "/recents") for _ in range(4)]
        signed_in = [pool.submit(run.token) for run in runs]
        assert [one.result().status_code for one in asked] == [200] * 4
        assert len({one.result().access for one in signed_in}) == 4
    deployment.sandbox.salesforce.expire_sessions(anna.address)
    assert anna.get("/recents").status_code == 200
    assert anna.get("/session").json()["crm"]["state"] == "ok"


class Overtaken(StoredToken):
    """Between its look at the token and its refresh another process refreshes."""

    login: Login | None = None

    def newest(self) -> str:
        token = super().newest()
        if self.login is not None:
            other, self.login = self.login, None
            other.token()
        return token


def test_who_was_overtaken_goes_on_with_the_newer_token(deployment: Deployment, anna: User) -> None:
    row, network = _beside(deployment, anna).row, Network(deployment.settings.ca_file)
    token, parts = str(_stored(deployment, anna)), deployment.parts

    def login(kept: StoredToken) -> Login:
        return Login(RefreshToken(row.config["login_url"], row.config["client_id"], None, token, kept), network)

    other = StoredToken(parts.database, parts.keys, row.id, token)
    # Another process has locks of its own.
    other.turn = threading.Lock()
    mine = Overtaken(parts.database, parts.keys, row.id, token)
    mine.login = login(other)
    assert login(mine).token().access
    assert anna.get("/recents").status_code == 200


def test_a_run_that_began_before_touches_no_newer_connection(deployment: Deployment, anna: User) -> None:
    run = _beside(deployment, anna).login()
    newer = _connect(deployment, anna)
    assert run.token().access
    assert _stored(deployment, anna) == newer
    assert anna.get("/recents").status_code == 200


def test_a_run_that_began_before_makes_no_connection_anew(deployment: Deployment, anna: User) -> None:
    run = _beside(deployment, anna).login()
    with deployment.parts.database.session() as session:
        session.execute(delete(Connection).where(Connection.mailbox_id == anna.mailbox_id))
    assert run.token().access
    assert _stored(deployment, anna) is None
