"""What goes wrong while mails are filed: besides errors, crashes and people at work, a colleague's whole run within
one call, and a pause of the process at a checkpoint, during which its lease runs out and others take over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from core.records import Side
from tests.model.trouble import Trouble


class MailTrouble(Trouble):
    """edit: an act of somebody. run: a colleague's run from its beginning to its end. pause: time passes and others
    run. Each answers what it was."""

    kinds = ("error", "error", "error", "edit", "edit", "run", "crash", "crash", "pause", "none")
    at_checkpoints = ("crash", "pause")
    writes = ("mark", "file", "relate", "attach", "unfile")

    def __init__(
        self, chance: Random, edit: Callable[[Side | None], str], run: Callable[[], str], pause: Callable[[], str]
    ) -> None:
        super().__init__(chance, edit)
        self._run = run
        self._pause = pause

    def happen(self, kind: str, side: Side, call: str) -> str:
        if kind != "run":
            return self._edit(side if call == "mark" else None)  # often where it writes
        with self._aside():
            return self._run()

    def stop(self, kind: str, name: str) -> None:
        if kind == "crash":
            super().stop(kind, name)
        with self._aside():
            self.story.append(f"pause at {name}: {self._pause()}")

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """What else is planned is for the run that is interrupted."""
        planned, self._planned = self._planned, {}
        passed = self._passed.copy()
        yield
        self._planned, self._passed = planned, passed
