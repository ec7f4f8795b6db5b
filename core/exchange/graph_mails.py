"""A mailbox's mails through Microsoft Graph. Ids are immutable, so that a mail that was moved answers under its key."""

from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from core.errors import CursorExpired, Rejected, Stale, SyncError
from core.exchange import graph_mail_items, mail_values
from core.exchange.errors import for_record, malformed, sync_error
from core.exchange.graph import BATCH, IMMUTABLE, Answer, Json, Part, literal, query, segment
from core.exchange.graph_items import VALUES, categories, version_of
from core.exchange.graph_mail_folders import GraphMailFolders
from core.exchange.graph_mail_search import GraphMailSearch
from core.exchange.graph_reading import delta_page, ensure_categories
from core.exchange.graph_streams import StreamingGraph
from core.exchange.graph_writes import if_match
from core.exchange.http import TOO_LARGE, Meter
from core.exchange.mail_source import HEADER_SET, WHAT, WHOLE_BYTES, Found, MailFeed, MailFolders, Sight
from core.exchange.packing import packed
from core.item_ids import rest_id
from core.mails import Mark, MarkOutcome
from core.records import Key
from core.store import Written

PAGE = 500
# A search for one Message-ID finds copies, a few.
COPIES = "50"
# How Graph fails over one message that it cannot convert; 503 and 429 speak of the mailbox.
SICK = (500, 502, 504)
_TEXT = {"Prefer": f'{IMMUTABLE}, outlook.body-content-type="text"'}


class GraphMails:
    """Implements core.exchange.mail_source.MailSource."""

    def __init__(self, client: StreamingGraph) -> None:
        self._client = client
        self._folders = GraphMailFolders(client)
        self._search = GraphMailSearch(client)
        self._messages = f"{client.user}/messages"

    @property
    def address(self) -> str:
        return self._client.address

    @property
    def meter(self) -> Meter:
        return self._client.meter

    def folders(self, name: str, known: MutableMapping[str, str]) -> MailFolders:
        return self._folders.open(name, known)

    def in_bin(self, folders: Collection[str]) -> set[str]:
        return self._folders.in_bin(folders)

    def ensure_categories(self, wanted: Mapping[str, int]) -> None:
        ensure_categories(self._client, wanted)

    # Reading

    def feed(self, folder: str, state: str | None) -> Iterator[MailFeed]:
        """state: the link that Graph gave."""
        if state and not self._client.is_own(state):
            told = "Microsoft Graph is reached at another address now; the mails are listed anew."
            raise CursorExpired(told, code="endpoint_changed")
        path = f"{self._client.user}/mailFolders/{segment(folder)}/messages/delta"
        first = path + query(**graph_mail_items.SIGHTED)
        try:
            for page in self._client.pages("delta", state or first, prefer=f"odata.maxpagesize={PAGE}"):
                yield self._page(page)
        except Stale as error:
            raise sync_error("ErrorSyncFolderNotFound", self.address) from error
        except Rejected as error:
            if not state:
                raise
            raise sync_error("SyncStateNotFound", self.address) from error

    def elsewhere(
        self, folders: MailFolders, state: str | None, category: str, since: datetime | None = None
    ) -> Iterator[MailFeed]:
        return self._search.feed(folders, state, category, since)

    def _page(self, page: Json) -> MailFeed:
        rows, link, last = delta_page(page, self.address)
        seen = (row for row in rows if "@removed" not in row)
        sights = (
            Sight(row["id"], version_of(row), categories(row), mail_values.received(row.get("receivedDateTime")))
            for row in seen
        )
        return MailFeed(tuple(sights), tuple(row["id"] for row in rows if "@removed" in row), link, last)

    def key_of(self, item_id: str) -> Key:
        """Graph takes the id of the folder's item, too, and answers with the immutable one."""
        return rest_id(item_id)

    def get(self, keys: Sequence[Key], *, whole: bool) -> dict[Key, Found]:
        found: dict[Key, Found] = {}
        for group in packed(keys, BATCH * self._client.parallel):
            found |= self._bounded(group) if whole else self._headers(group)
        return found

    def _bounded(self, keys: Sequence[Key]) -> dict[Key, Found]:
        """Fewer at once where they are large; of one that is too large by itself all but its bodies."""
        try:
            with self.meter.at_most(WHOLE_BYTES):
                return self._whole(keys)
        except Rejected as error:
            if error.code != TOO_LARGE:
                raise
        if len(keys) == 1:
            return self._headers(keys, cut=True)
        middle = len(keys) // 2
        return self._bounded(keys[:middle]) | self._bounded(keys[middle:])

    def _headers(self, keys: Sequence[Key], *, cut: bool = False) -> dict[Key, Found]:
        """cut: and the lists of attachments."""
        asked = query(**graph_mail_items.HEADERS)
        parts = [Part("GET", self._path(key) + asked) for key in keys]
        rows, _ = self._rows(keys, self._client.batch("get", parts))
        attached = self._attached(list(rows)) if cut else {}
        return {key: graph_mail_items.found(row, {}, attached.get(key, ()), cut=cut) for key, row in rows.items()}

    def _whole(self, keys: Sequence[Key]) -> dict[Key, Found]:
        """Each message twice in the same batch, its body as HTML and as text; then the lists of attachments. Of one
        that Exchange fails to convert at least its headers."""
        whole, text = query(**graph_mail_items.WHOLE), query(select="body")
        parts = [Part("GET", self._path(key) + whole) for key in keys]
        parts += [Part("GET", self._path(key) + text, None, _TEXT) for key in keys]
        answers = self._client.batch("get", parts)
        rows, sick = self._rows(keys, answers[: len(keys)])
        plain, _ = self._rows(keys, answers[len(keys) :])
        attached = self._attached([key for key, row in rows.items() if graph_mail_items.may_have_attachments(row)])
        found = {
            key: graph_mail_items.found(row, plain.get(key, {}), attached.get(key, ())) for key, row in rows.items()
        }
        return found | (self._headers(sick) if sick else {})

    def _attached(self, keys: Sequence[Key]) -> dict[Key, list[object]]:
        parts = [Part("GET", f"{self._path(key)}/attachments{graph_mail_items.ATTACHMENTS}") for key in keys]
        rows, _ = self._rows(keys, self._client.batch("attachments", parts), identified=False)
        return {key: list(self._client.rows("attachments", page)) for key, page in rows.items()}

    def _rows(
        self, keys: Sequence[Key], answers: Sequence[Answer], *, identified: bool = True
    ) -> tuple[dict[Key, Json], list[Key]]:
        """(bodies of the answers, keys that Exchange stumbles over). What is gone or refused is in neither. Raises what
        is not one mail's fault."""
        rows: dict[Key, Json] = {}
        failed: dict[Key, SyncError] = {}
        for key, answer in zip(keys, answers, strict=True):
            error = answer.error(self.address) if answer.status >= 400 else None
            if isinstance(error, Rejected) or (error and answer.status in SICK):
                failed[key] = error
            elif error and not isinstance(error, Stale):
                raise error
            elif error is None and (not identified or _has_id(answer.body)):
                rows[key] = answer.body
        if len(failed) > 1 and len(failed) == len(keys):
            # All of them: the server or our question is to blame, not the mails.
            raise next(iter(failed.values()))
        return rows, [key for key, error in failed.items() if not isinstance(error, Rejected)]

    def having(self, message_ids: Sequence[str]) -> list[Found]:
        options = {**graph_mail_items.HEADERS, "top": COPIES}
        asked = [query(filter=f"internetMessageId eq {literal(one)}", **options) for one in message_ids]
        answers = self._client.batch("find", [Part("GET", self._messages + one) for one in asked])
        found: list[Found] = []
        for answer in answers:
            if answer.status >= 400:
                error = answer.error(self.address)
                if isinstance(error, Rejected) and len(answers) > 1:
                    continue  # a Message-ID that Graph cannot be asked for is nobody's
                raise error
            rows = answer.body.get("value")
            if not isinstance(rows, list):
                raise malformed(self.address, "find: no list of values")
            found += [graph_mail_items.found(row, {}, ()) for row in rows if _has_id(row)]
        return found

    def with_header(self, folder: str, name: str, value: str) -> list[Found]:
        identity = f"String {{{HEADER_SET}}} Name {name}"
        wanted = f"ep/id eq {literal(identity)} and ep/value eq {literal(value)}"
        options = {**graph_mail_items.HEADERS, "top": COPIES, "filter": f"{VALUES}/Any(ep: {wanted})"}
        path = f"{self._client.user}/mailFolders/{segment(folder)}/messages{query(**options)}"
        rows = [row for page in self._client.pages("find", path) for row in page["value"]]
        return [graph_mail_items.found(row, {}, ()) for row in rows if _has_id(row)]

    def attachment(self, key: Key, attachment_key: str) -> AbstractContextManager[Iterator[bytes]]:
        path = f"{self._path(key)}/attachments/{segment(attachment_key)}/$value"
        return self._client.stream("attachment", path, "the attachment")

    # Writing

    def change(self, marks: Sequence[Mark]) -> list[MarkOutcome]:
        parts = [
            Part("PATCH", self._path(one.key), graph_mail_items.marking(one), if_match(one.version)) for one in marks
        ]
        answers = self._client.batch("update", parts)
        return [self._written(mark, answer) for mark, answer in zip(marks, answers, strict=True)]

    def _written(self, mark: Mark, answer: Answer) -> MarkOutcome:
        if answer.status >= 400:
            return for_record(answer.error(WHAT), WHAT)
        if not _has_id(answer.body):
            raise malformed(self.address, f"{WHAT} that was written comes back without its id")
        return Written(str(answer.body["id"]), version_of(answer.body))

    def _path(self, key: Key) -> str:
        return f"{self._messages}/{segment(key)}"


def _has_id(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)
