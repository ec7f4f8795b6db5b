"""Mails outside of the watched folders through EWS: what was changed since the last look, searched for in the folders
that were changed since then.

FindItem looks into the folders that it names, not below them, many at once (MS-OXWSSRCH); which of them have news is
told with the tree of folders, in one call. A folder whose server does not tell it is searched each time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from core.exchange import ews_search, mail_looks, mail_values, wire
from core.exchange.ews import EwsClient
from core.exchange.ews_items import categories, properties
from core.exchange.ews_mail_folders import EwsMailFolders
from core.exchange.ews_mail_items import LAST_MODIFIED, LOOKED_AT, MESSAGE_ELEMENTS
from core.exchange.ews_paths import CATEGORIES, Element, T
from core.exchange.mail_looks import OVERLAP, Look, Looking
from core.exchange.mail_source import MailFeed, MailFolders, Sight
from core.exchange.mailbox import PEER
from core.exchange.packing import packed

# Folders in one search.
FOLDERS = 100
PAGE = 500
# What a chat left behind is no mail, though it lies in a folder of mail.
CHAT = "IPM.Note.Microsoft.Conversation"


class EwsMailSearch:
    def __init__(self, client: EwsClient, tree: EwsMailFolders) -> None:
        self._client = client
        self._tree = tree

    def feed(
        self, folders: MailFolders, state: str | None, category: str, since: datetime | None = None
    ) -> Iterator[MailFeed]:
        """As core.exchange.mail_source.MailSource.elsewhere."""
        now, others = datetime.now(UTC), self._tree.others(folders)
        newest = max((moment for moment in others.values() if moment), default=mail_looks.BEGINNING)
        looking = Looking(mail_looks.read(state) if state else Look(newest))
        found = self._found(looking.before, others, category, since, first=not state)
        held = MailFeed((), (), state or "", last=False)
        for page in iter(lambda: list(islice(found, PAGE)), []):
            sights = looking.fresh(_rows(page))
            if held.seen:
                yield held
            held = replace(held, seen=sights)
        yield replace(held, state=looking.done(newest, now).text(), last=True)

    def _found(
        self, before: Look, others: dict[str, datetime | None], category: str, new: datetime | None, *, first: bool
    ) -> Iterator[Element]:
        carries = ews_search.equals(CATEGORIES, category)
        if first:
            yield from self._items(list(others), [carries])
            if new is not None:
                yield from self._items(
                    [one for one, moment in others.items() if not moment or moment >= new], [_since(new)]
                )
            return
        # The minutes before are always looked at again: what a client saved comes in a little after its own time.
        since = before.newest if before.newest == mail_looks.BEGINNING else before.newest - OVERLAP
        yield from self._items([one for one, changed in others.items() if before.has_changed(changed)], [_since(since)])
        if before.sweeps:
            yield from self._items(list(others), [_since(before.swept_since), carries])

    def _items(self, folders: Sequence[str], conditions: Sequence[Element]) -> Iterator[Element]:
        condition = ews_search.all_of(conditions)
        for chunk in packed(folders, FOLDERS):
            yield from ews_search.find(self._client, chunk, condition, LOOKED_AT)


def _since(moment: datetime) -> Element:
    return ews_search.at_least(LAST_MODIFIED, wire.wire_moment(moment))


def _rows(elements: Sequence[Element]) -> Iterator[tuple[Sight, datetime | None]]:
    for element in elements:
        item_id = element.find(f"{T}ItemId")
        texts = {child.tag[len(T) :]: child.text or "" for child in element if isinstance(child.tag, str)}
        chat = texts.get("ItemClass", "").startswith(CHAT)
        draft = texts.get("IsDraft", "").lower() in ("true", "1")
        if element.tag not in MESSAGE_ELEMENTS or item_id is None or not item_id.get("Id") or chat or draft:
            continue
        _, ours = properties(element)
        parent = element.find(f"{T}ParentFolderId")
        sight = Sight(
            item_id.get("Id"),
            item_id.get("ChangeKey", ""),
            categories(element),
            mail_values.received(texts.get("DateTimeReceived")),
            "" if parent is None else parent.get("Id", ""),
            marked=bool(ours.get(PEER)),
        )
        yield sight, mail_values.received(texts.get("LastModifiedTime"))
