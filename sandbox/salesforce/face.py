"""What every part of the Salesforce face works on: the org, its apps and tokens, the quota, the cursors, the faults."""

from typing import Any

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.salesforce.acting import Acting
from sandbox.salesforce.apps import Apps
from sandbox.salesforce.cursors import Cursors
from sandbox.salesforce.limits import Usage
from sandbox.salesforce.org import Org
from sandbox.salesforce.shelf import Shelf
from sandbox.salesforce.stamps import DescribeStamps
from sandbox.salesforce.tokens import Tokens

DEFAULT_URL = "https://localhost:8441"


class Face:
    """The state of one org's server. base_url: without trailing slash, as clients reach it."""

    def __init__(self, clock: Clock, faults: Faults, calls: Calls, path: str) -> None:
        self.clock, self.faults, self.calls = clock, faults, calls
        self.org = Org(clock, path)
        self.shelf = Shelf(path)
        self.apps = Apps(self.shelf)
        self.tokens = Tokens(self.shelf, clock, self.org.id)
        self.cursors = Cursors(clock)
        self.usage = Usage(clock)
        self.describe_stamps = DescribeStamps(clock)
        self.base_url: str | None = None
        self.password_grant = True

    def root(self, host_url: str | None = None) -> str:
        """The address to put in answers: the one set, else the one the client used."""
        return (self.base_url or host_url or DEFAULT_URL).rstrip("/")

    def user(self, user_id_or_username: str) -> dict[str, Any] | None:
        return self.org.user(user_id_or_username)

    def active_user(self, user_id_or_username: str) -> dict[str, Any] | None:
        user = self.org.user(user_id_or_username)
        return user if user and user.get("IsActive", True) else None

    def acting(self, user_id: str, version: str, **headers: Any) -> Acting:
        return self.org.as_user(user_id, version, **headers)

    def close(self) -> None:
        self.shelf.close()
        self.org.store.close()
