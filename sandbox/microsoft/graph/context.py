"""What a handler is given: the request, the mailbox it is about, who asks, and the services of the face."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.microsoft.entra import Entra
from sandbox.microsoft.graph.errors import GraphError, conflict, missing
from sandbox.microsoft.graph.notify import Subscriptions
from sandbox.microsoft.graph.request import GraphRequest, GraphResponse
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Folder, Mailbox, Store
from sandbox.microsoft.tokens import Claims


@dataclass
class Limits:
    """What a test may set. requests per window_seconds and concurrent calls, both by app and mailbox; page_size: the
    most that a delta page holds; replay: how many changes each delta link goes back, so that a client sees some again;
    token_days: how long a delta token lives.
    """

    requests: int = 10_000
    window_seconds: int = 600
    concurrent: int = 4
    page_size: int = 500
    replay: int = 0
    token_days: float = 30
    generations: dict[str, int] = field(default_factory=dict)


@dataclass
class Context:
    """One request on its way through a handler."""

    store: Store
    entra: Entra
    limits: Limits
    request: GraphRequest
    claims: Claims
    subscriptions: Subscriptions
    user: Mailbox | None = None

    @property
    def mailbox(self) -> Mailbox:
        if self.user is None:
            raise GraphError(404, "ErrorInvalidUser", "The request names no user.")
        return self.user

    @property
    def params(self) -> dict[str, str]:
        return self.request.params

    def item(self, kind: str, folder: Folder | None = None) -> Item:
        """The item named by the path's `item`. Raises GraphError 404 or 400."""
        any_id = self.params["item"]
        found = self.mailbox.item(any_id)
        if found is None or found.kind != kind or (folder is not None and found.folder_id != folder.id):
            raise missing(any_id)
        return found

    def folder(self, name: str = "folder") -> Folder:
        """The folder named by the path, by id or well-known name. Raises GraphError 404 or 400."""
        any_id = self.params[name]
        found = self.mailbox.folder(any_id)
        if found is None:
            raise missing(any_id)
        return found

    def expected_change(self, item: Item) -> int | None:
        """The change that If-Match demands; None for no demand. Raises GraphError 412 for another one."""
        wanted = self.request.headers.get("if-match", "").strip()
        if not wanted or wanted == "*":
            return None
        if item.change_key not in [part.strip().removeprefix("W/").strip('"') for part in wanted.split(",")]:
            raise conflict()
        return item.change


Handler = Callable[[Context], GraphResponse]
