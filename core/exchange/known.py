"""What is kept of a mailbox between runs, one kind's part of it."""

from collections.abc import Iterator, MutableMapping


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
