"""To Do's lists through Graph (todoTaskList resource type v1.0)."""

from core.errors import Stale, Unauthorized
from core.exchange.errors import malformed
from core.exchange.graph import GraphClient, Json, Part
from core.exchange.mailbox import Folders

# The right to tasks is given apart from that to contacts and events, and tenants may refuse it to apps.
_PERMISSION = (
    "The app may not open the To Do tasks of {who}; let an administrator grant it Tasks.ReadWrite.All in Entra, or"
    " switch the synchronisation of tasks off."
)


class TodoLists:
    """The lists by id, the one synchronised and the default one first."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._path = f"{client.user}/todo/lists"
        self.living: list[str] = []

    def check(self) -> None:
        """Raises what is wrong with the access to tasks."""
        self._rows()

    def open(self, name: str, known: str | None) -> Folders:
        """The list by its known id, else by its name, else a new one."""
        rows = self._rows()
        default = next((row["id"] for row in rows if row.get("wellknownListName") == "defaultList"), None)
        if default is None:
            raise malformed(self._client.address, "no default list of tasks")
        lists = {row["id"]: str(row.get("displayName")) for row in rows if row.get("wellknownListName") == "none"}
        named = (key for key, called in lists.items() if called.casefold() == name.casefold())
        synced = known if known in lists else next(named, None)
        created = synced is None
        synced = synced or self._create(name)
        self.living = [synced, default, *sorted(lists.keys() - {synced})]
        return Folders(synced, default, created=created)

    def _rows(self) -> list[Json]:
        try:
            pages = list(self._client.pages("folders", self._path))
        except Unauthorized as error:
            if error.code not in ("no_right", "token_refused"):
                raise
            text = _PERMISSION.format(who=self._client.address)
            raise Unauthorized(text, code="tasks_permission", vendor=error.vendor) from error
        return [
            row for page in pages for row in page["value"] if isinstance(row, dict) and isinstance(row.get("id"), str)
        ]

    def _create(self, name: str) -> str:
        try:
            row = self._client.call("folders", Part("POST", self._path, {"displayName": name}))
        except Stale:
            # 409: another run or the user made it at the same moment.
            row = next((row for row in self._rows() if str(row.get("displayName")).casefold() == name.casefold()), {})
        if not isinstance(row.get("id"), str):
            raise malformed(self._client.address, "a new list comes back without its id")
        return str(row["id"])
