"""The items of a folder as a sequence that reads from the database only what is looked at."""

from collections.abc import Iterator, Sequence
from typing import overload

from sandbox.microsoft.items import Item, MailboxItems


class Listing(Sequence[Item]):
    """Oldest first. A slice is one query, so that paging through a large folder stays cheap."""

    def __init__(self, mailbox: MailboxItems, folder_id: str, kind: str) -> None:
        self._mailbox, self._folder_id, self._kind = mailbox, folder_id, kind

    def __len__(self) -> int:
        return self._mailbox.count(self._folder_id, self._kind)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._mailbox.items(self._folder_id, self._kind))

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, int):
            return list(self)[index]
        start, stop, step = index.indices(len(self))
        found = self._mailbox.items(self._folder_id, self._kind, limit=max(0, stop - start), offset=start)
        return found[::step]
