"""IndexedPageItemView and IndexedPageFolderView: one page of a list, and the attributes of m:RootFolder."""

from collections.abc import Sequence
from typing import TypeVar

from sandbox.microsoft.ews.errors import EwsError
from sandbox.microsoft.ews.wire import Element, boolean, local

Thing = TypeVar("Thing")
# EWSFindCountLimit of the default throttling policy.
MOST = 1000


def page_of(view: Element | None, found: Sequence[Thing]) -> tuple[Sequence[Thing], dict[str, str]]:
    """The page, and IndexedPagingOffset, TotalItemsInView, IncludesLastItemInRange. Raises EwsError."""
    total = len(found)
    if view is None or local(view) == "ContactsView":
        most = min(_number(view, "MaxEntriesReturned", MOST), MOST)
        return found[:most], _attributes(min(most, total), total)
    offset, most = _number(view, "Offset", 0), min(_number(view, "MaxEntriesReturned", MOST), MOST)
    if offset < 0:
        raise EwsError("ErrorInvalidIndexedPagingParameters", "Indexed paging offset must not be negative.")
    if most < 1:
        raise EwsError("ErrorInvalidPagingMaxRows", "MaxEntriesReturned must be greater than zero.")
    if view.get("BasePoint") == "End":
        stop = max(0, total - offset)
        start = max(0, stop - most)
        return found[start:stop], _attributes(total - start, total)
    end = min(offset + most, total)
    return found[offset:end], _attributes(max(end, min(offset, total)), total)


def _attributes(next_offset: int, total: int) -> dict[str, str]:
    return {
        "IndexedPagingOffset": str(next_offset),
        "TotalItemsInView": str(total),
        "IncludesLastItemInRange": boolean(next_offset >= total),
    }


def _number(view: Element | None, name: str, default: int) -> int:
    text = view.get(name) if view is not None else None
    return default if text is None else int(text)
