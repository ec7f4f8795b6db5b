"""A mailbox's mails through Exchange Web Services. A mail's id dies when it is moved to another folder: its old folder
tells that it left, its new one that it came."""

from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from core.errors import Rejected, Stale, SyncError
from core.exchange import ews_mail_items, ews_search, ews_writes, mail_values
from core.exchange.errors import malformed
from core.exchange.ews import CHUNK, m
from core.exchange.ews_categories import ensure_categories
from core.exchange.ews_items import categories
from core.exchange.ews_mail_folders import EwsMailFolders
from core.exchange.ews_mail_items import ATTACHMENTS, HEADERS, MAIL, MESSAGE_ELEMENTS, MESSAGE_ID, SIGHTED, WHOLE
from core.exchange.ews_mail_search import FOLDERS, EwsMailSearch
from core.exchange.ews_paths import Element, M, Path, T, extended, t
from core.exchange.ews_reading import EwsReader
from core.exchange.ews_streams import StreamingEws
from core.exchange.http import TOO_LARGE, Meter
from core.exchange.mail_source import WHOLE_BYTES, Found, MailFeed, MailFolders, Sight
from core.exchange.packing import packed
from core.item_ids import ews_id
from core.mails import Mark, MarkOutcome
from core.records import Key

# Bodies may be large, and a reply lies in memory as text and as a tree.
WHOLE_CHUNK = 20
# How Exchange fails over one message that it cannot convert.
SICK = ("ErrorContentConversionFailed", "ErrorInternalServerError")


class EwsMails:
    """Implements core.exchange.mail_source.MailSource."""

    def __init__(self, client: StreamingEws) -> None:
        self._client = client
        self._folders = EwsMailFolders(client)
        self._search = EwsMailSearch(client, self._folders)
        self._reader = EwsReader(client, MAIL)

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
        for reply, after, last in self._reader.changes(folder, state, SIGHTED):
            yield self._page(reply, after, last)

    def elsewhere(
        self, folders: MailFolders, state: str | None, category: str, since: datetime | None = None
    ) -> Iterator[MailFeed]:
        return self._search.feed(folders, state, category, since)

    def _page(self, reply: Element, state: str, last: bool) -> MailFeed:
        """Whether a mail was read concerns nobody (ReadFlagChange), nor do items that are no messages."""
        seen: list[Sight] = []
        removed: list[Key] = []
        for change in reply.iterfind(f"{M}Changes/*"):
            item = change.find("*") if change.tag in (f"{T}Create", f"{T}Update") else None
            holder = change if item is None else item
            key, version = _identity(holder)
            if not key:
                # The cursor must not pass what nobody could read.
                raise malformed(self.address, "SyncFolderItems: a change without an id")
            if change.tag == f"{T}Delete":
                removed.append(key)
            elif item is not None and item.tag in MESSAGE_ELEMENTS:
                told = mail_values.received(item.findtext(f"{T}DateTimeReceived"))
                seen.append(Sight(key, version, categories(item), told))
        return MailFeed(tuple(seen), tuple(removed), state, last)

    def key_of(self, item_id: str) -> Key:
        return ews_id(item_id)

    def get(self, keys: Sequence[Key], *, whole: bool) -> dict[Key, Found]:
        """Of a mail that Exchange fails to convert at least its headers."""
        if not whole:
            return self._get(keys, CHUNK, HEADERS)[0]
        found: dict[Key, Found] = {}
        for chunk in packed(keys, WHOLE_CHUNK):
            some, sick = self._bounded(chunk)
            found |= some | (self.get(sick, whole=False) if sick else {})
        return found

    def _bounded(self, keys: Sequence[Key]) -> tuple[dict[Key, Found], list[Key]]:
        """Fewer at once where they are large; of one that is too large by itself all but its bodies."""
        try:
            with self.meter.at_most(WHOLE_BYTES):
                return self._get(keys, WHOLE_CHUNK, WHOLE)
        except Rejected as error:
            if error.code != TOO_LARGE:
                raise
        if len(keys) == 1:
            found, sick = self._get(keys, 1, (*HEADERS, ATTACHMENTS))
            return {
                key: Found(replace(one.mail, cut=not one.mail.encrypted), one.folder) for key, one in found.items()
            }, sick
        middle = len(keys) // 2
        (first, bad), (second, worse) = self._bounded(keys[:middle]), self._bounded(keys[middle:])
        return first | second, bad + worse

    def _get(self, keys: Sequence[Key], size: int, paths: Sequence[Path]) -> tuple[dict[Key, Found], list[Key]]:
        found: dict[Key, Found] = {}
        sick: list[Key] = []
        for chunk in packed(keys, size):
            ids = m("ItemIds", *(t("ItemId", Id=key) for key in chunk))
            replies = self._client.send("GetItem", ews_mail_items.shape(paths), ids)
            if len(replies) != len(chunk):
                raise malformed(self.address, f"GetItem: {len(replies)} messages for {len(chunk)} items")
            sick += self._decode(dict(zip(chunk, replies, strict=True)), found)
        return found, sick

    def _decode(self, replies: Mapping[Key, Element | SyncError], found: dict[Key, Found]) -> list[Key]:
        """Adds to `found`; the keys that Exchange stumbles over. What is gone or refused is in neither. Raises what is
        not one mail's fault."""
        failed: dict[Key, SyncError] = {}
        for key, reply in replies.items():
            if isinstance(reply, SyncError):
                if isinstance(reply, Rejected) or reply.vendor in SICK:
                    failed[key] = reply
                elif not isinstance(reply, Stale):
                    raise reply
                continue
            element = reply.find(f"{M}Items/*")
            # Nobody says here that the mail is gone.
            if element is None:
                raise malformed(self.address, "GetItem: no item")
            one = ews_mail_items.found(element)
            if one:
                found[key] = one
        if len(failed) > 1 and len(failed) == len(replies):
            # All of them: the server or our question is to blame, not the mails.
            raise next(iter(failed.values()))
        return [key for key, error in failed.items() if not isinstance(error, Rejected)]

    def having(self, message_ids: Sequence[str]) -> list[Found]:
        keys: dict[Key, None] = {}
        for chunk in packed(message_ids, ews_search.CONDITIONS):
            condition = ews_search.any_of([ews_search.equals(MESSAGE_ID, one) for one in chunk])
            for folders in packed(self._folders.of_mail(), FOLDERS):
                elements = ews_search.find(self._client, folders, condition)
                keys |= dict.fromkeys(key for key, _ in map(_identity, elements) if key)
        return list(self.get(list(keys), whole=False).values())

    def with_header(self, folder: str, name: str, value: str) -> list[Found]:
        path = extended(DistinguishedPropertySetId="InternetHeaders", PropertyName=name, PropertyType="String")
        elements = ews_search.find(self._client, [folder], ews_search.equals(path, value))
        keys = [key for key, _ in map(_identity, elements) if key]
        return list(self.get(keys, whole=False).values())

    def attachment(self, key: Key, attachment_key: str) -> AbstractContextManager[Iterator[bytes]]:
        return self._client.attachment(attachment_key)

    # Writing

    def change(self, marks: Sequence[Mark]) -> list[MarkOutcome]:
        return ews_writes.change(self._client, MAIL, [ews_mail_items.write(mark) for mark in marks])


def _identity(holder: Element) -> tuple[Key, str]:
    item_id = holder.find(f"{T}ItemId")
    return ("", "") if item_id is None else (item_id.get("Id", ""), item_id.get("ChangeKey", ""))
