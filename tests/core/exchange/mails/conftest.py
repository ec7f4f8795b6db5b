"""Every test of mails, on Graph and on EWS."""

from collections.abc import Iterator

import pytest

from tests.core.exchange.mail_worlds import (
    EwsMailWorld,
    GraphMailWorld,
    MailWorld,
)


@pytest.fixture(params=[GraphMailWorld, EwsMailWorld], ids=["graph", "ews"])
def world(request: pytest.FixtureRequest) -> Iterator[MailWorld]:
    opened: MailWorld = request.param()
    yield opened
    opened.calm()
