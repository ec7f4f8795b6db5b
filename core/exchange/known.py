"""What is kept of a mailbox between runs: one kind's part of it, and that our categories are in the master list."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Protocol

from core.errors import Unauthorized
from core.exchange.categories import BLUE, GREY, RED
from core.policy import LEFT_ALONE, Policy, Share


class Known(MutableMapping[str, str]):
    """The entries of one kind of record in what the caller keeps of the mailbox: those of contacts by their plain
    names, as they were when there were no others, the others as `task.folder`."""

    def __init__(self, kept: MutableMapping[str, str], object_type: str) -> None:
        self._kept = kept
        self._prefix = "" if object_type == "contact" else f"{object_type}."

    def __getitem__(self, name: str) -> str:
        return self._kept[self._prefix + name]

    def __setitem__(self, name: str, value: str) -> None:
        self._kept[self._prefix + name] = value

    def __delitem__(self, name: str) -> None:
        del self._kept[self._prefix + name]

    def __iter__(self) -> Iterator[str]:
        names = (name for name in self._kept if name.startswith(self._prefix))
        return iter([name[len(self._prefix) :] for name in names if self._prefix or "." not in name])

    def __len__(self) -> int:
        return len(list(iter(self)))


class MasterList(Protocol):
    """A mailbox's categories with their colours."""

    def ensure_categories(self, wanted: Mapping[str, int]) -> None: ...


def ensure_categories(mailbox: MasterList, policy: Policy, known: MutableMapping[str, str], *, anew: bool) -> None:
    """Our categories in the master list, with a colour; checked when they change and at each full listing. A missing
    right leaves them without colour, which is no reason to stop."""
    wanted = {policy.category: BLUE, policy.error_category: RED}
    wanted |= {LEFT_ALONE: GREY} if policy.share is Share.ALL else {}
    names = "\n".join(wanted)
    if anew or known.get("categories") != names:
        try:
            mailbox.ensure_categories(wanted)
            known["categories"] = names
            known.pop("categories_problem", None)
        except Unauthorized as error:
            known["categories"] = names
            known["categories_problem"] = error.message
