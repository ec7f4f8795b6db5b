"""Mail folders through Graph (mailFolder resource type v1.0)."""

from collections.abc import Collection, MutableMapping

from core.errors import Stale
from core.exchange.errors import malformed, sync_error
from core.exchange.graph import Answer, GraphClient, Json, Part, query, segment
from core.exchange.mail_source import MailFolders

_SELECT = query(select="displayName,parentFolderId")
# Folders within folders, at most; a circle would have no end.
DEPTH = 50
# Well-known names (mailFolder resource type). What a chat left behind is no mail, though it lies in a folder of mail.
_NEEDED = ("msgfolderroot", "deleteditems", "inbox", "sentitems")
_OTHERS = ("junkemail", "drafts", "outbox", "conversationhistory")
_TRASH, _UNSENT = ("deleteditems", "junkemail"), ("drafts", "outbox", "conversationhistory")


class GraphMailFolders:
    """parents: by folder id, as far as they are known; empty for what lies below nothing that people see."""

    def __init__(self, client: GraphClient) -> None:
        self._client = client
        self._root = f"{client.user}/mailFolders"
        self._parents: dict[str, str] = {}
        self._top = ""
        self._trash: frozenset[str] = frozenset()

    def open(self, name: str, known: MutableMapping[str, str]) -> MailFolders:
        self._parents = {}
        kept = known.get("folder")
        answers = self._get([*_NEEDED, *_OTHERS, *([kept] if kept else [])])
        found = {name: self._id(answers[name]) for name in (*_NEEDED, *_OTHERS)}
        if not all(found[name] for name in _NEEDED):
            raise answers[next(name for name in _NEEDED if not found[name])].error(self._client.address)
        self._top = found["msgfolderroot"]
        self._trash = frozenset(found[name] for name in _TRASH if found[name])
        usable = kept is not None and self._id(answers[kept]) == kept and not self.in_bin([kept])
        home = kept if kept and usable else self._by_name(name) or self._create(name)
        if kept != home:
            known["folder"] = home
        unsent = frozenset(found[name] for name in _UNSENT if found[name])
        return MailFolders(home, found["inbox"], found["sentitems"], self._trash, unsent, found["junkemail"])

    def in_bin(self, folders: Collection[str]) -> set[str]:
        """One batch for each level of folders that are not known yet."""
        ends = {folder: folder for folder in folders}
        for _ in range(DEPTH):
            ends = {folder: self._climbed(end) for folder, end in ends.items()}
            unknown = [end for end in ends.values() if end and end != self._top and end not in self._trash]
            if not unknown:
                break
            self._get(list(dict.fromkeys(unknown)))
        return {folder for folder, end in ends.items() if end != self._top}

    def _climbed(self, folder: str) -> str:
        """The first folder above that is not known yet, the root, one of trash, or "" for none."""
        passed: set[str] = set()
        ends = {self._top, *self._trash}
        while folder in self._parents and folder not in ends and folder not in passed:
            passed.add(folder)
            folder = self._parents[folder]
        return "" if folder in passed else folder

    def _get(self, names: list[str]) -> dict[str, Answer]:
        parts = [Part("GET", f"{self._root}/{segment(name)}{_SELECT}") for name in names]
        answers = dict(zip(names, self._client.batch("folders", parts), strict=True))
        for name, answer in answers.items():
            if answer.status >= 400 and not isinstance(error := answer.error(self._client.address), Stale):
                raise error
            parent = answer.body.get("parentFolderId")
            self._parents[self._id(answer) or name] = parent if isinstance(parent, str) else ""
        return answers

    def _id(self, answer: Answer) -> str:
        found = answer.body.get("id")
        return found if answer.status < 400 and isinstance(found, str) else ""

    def _by_name(self, name: str) -> str | None:
        path = self._root + query(top="100", select="displayName,parentFolderId")
        for page in self._client.pages("folders", path):
            for row in page["value"]:
                if _is(row, name):
                    return str(row["id"])
        return None

    def _create(self, name: str) -> str:
        """Below the root, beside the Inbox, where phones show it."""
        try:
            made = self._client.call("folders", Part("POST", self._root, {"displayName": name}))
        except Stale as error:
            # 409 ErrorFolderExists: another run or the user made it at the same moment.
            found = self._by_name(name)
            if found:
                return found
            raise malformed(self._client.address, f"the folder {name} exists and is not listed") from error
        if not isinstance(made.get("id"), str):
            raise sync_error("malformed_reply", self._client.address, detail="a new folder comes without its id")
        return str(made["id"])


def _is(row: Json, name: str) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        return False
    return str(row.get("displayName")).casefold() == name.casefold()
