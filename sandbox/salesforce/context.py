"""Who acts on which org, at which API version and with which request headers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.clock import Clock
from sandbox.salesforce.errors import not_found
from sandbox.salesforce.moments import stamp
from sandbox.salesforce.schema import Schema, SObject
from sandbox.salesforce.settings import Settings
from sandbox.salesforce.sharing import Access
from sandbox.salesforce.store import Store


@dataclass(frozen=True, slots=True)
class DuplicateOptions:
    """The `Sforce-Duplicate-Rule-Header`."""

    allow_save: bool = False
    include_details: bool = False
    as_current_user: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """The request headers that change what a write does."""

    auto_assign: bool = True
    duplicate_rule: DuplicateOptions = field(default_factory=DuplicateOptions)
    update_mru: bool = True


@dataclass(slots=True)
class Context:
    """One user's view of one org."""

    store: Store
    schema: Schema
    settings: Settings
    clock: Clock
    access: Access
    version: str
    options: Options

    @property
    def user_id(self) -> str:
        return self.access.user_id

    def moment(self) -> datetime:
        return self.clock.now()

    def now(self) -> str:
        return stamp(self.clock.now())

    @property
    def base(self) -> str:
        return f"/services/data/v{self.version}/sobjects"

    def sobject(self, name: str) -> SObject:
        """The object of a request path; NOT_FOUND when there is none or the user may not see it."""
        found = self.schema.get(name)
        if found is None or not self.access.reads(found):
            raise not_found()
        return found

    def url(self, sobject: str, record_id: str) -> str:
        return f"{self.base}/{sobject}/{record_id}"

    def attributes(self, sobject: str, record_id: str) -> dict[str, Any]:
        return {"type": sobject, "url": self.url(sobject, record_id)}
