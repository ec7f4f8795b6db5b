"""What two requests at once must not spoil, on SQLite and PostgreSQL."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.models.accounts import Mailbox
from core.models.pane import Person
from server.signin import s256
from tests.server.browsing import entra_window
from tests.server.deployment import Deployment, run_deployment
from tests.server.test_setup import code_in

AT_ONCE = 6


@pytest.fixture
def elsewhere(database_url: str, tmp_path: Path) -> Iterator[Deployment]:
    with run_deployment(tmp_path, database_url=database_url) as deployment:
        yield deployment


def _count(deployment: Deployment, model: type[Person] | type[Mailbox]) -> int:
    with deployment.parts.database.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_first_requests_and_codes_at_once(elsewhere: Deployment) -> None:
    """One person, one mailbox; a code is redeemed once."""
    deployment = elsewhere
    address = deployment.new_address("eager")
    person = deployment.caller(deployment.entra_token(address))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: person.get("/session"), range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["person"]["id"] for answer in answers}) == 1
    assert (_count(deployment, Person), _count(deployment, Mailbox)) == (1, 1)
    verifier = secrets.token_urlsafe(32)
    said = entra_window(deployment, f"{deployment.url}/signin/start?challenge={s256(verifier)}", address)
    proof = {"code": said["code"], "verifier": verifier}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = list(
            pool.map(lambda _: deployment.anonymous.post("/session/redeem", proof).status_code, range(AT_ONCE))
        )
    assert sorted(codes) == [200] + [401] * (AT_ONCE - 1)
    _guess_at_once(deployment)


def _guess_at_once(deployment: Deployment) -> None:
    """However many guesses come together, five are all there are."""
    address = deployment.new_address("onprem")
    person = deployment.caller(deployment.exchange_token(address))
    person.post("/session/mailbox", {"address": address})
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: person.post("/session/mailbox/code", {"code": "AAAAAAAA"}), range(AT_ONCE)))
    late = person.post("/session/mailbox/code", {"code": code_in(deployment, address)})
    assert (late.status_code, late.json()["code"]) == (422, "wrong_code")
