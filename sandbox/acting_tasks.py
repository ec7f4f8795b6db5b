"""A user's tasks in Outlook or To Do, which show the same: lists, completion, categories, dragging between lists."""

from datetime import date
from typing import Any

from sandbox.microsoft import task_series
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox, Store

DEFAULT_LIST = "tasks"


class OutlookTasks:
    """list names: `tasks` is the default list. Days are dates; fields have the store's names, such as `due_date`."""

    def __init__(self, store: Store, mailbox: Mailbox) -> None:
        self._store, self._mailbox = store, mailbox

    def list_id(self, name: str = DEFAULT_LIST) -> str:
        if name in (DEFAULT_LIST, "deleteditems"):
            return self._mailbox.well_known(name).id
        for folder in self._mailbox.folders():
            if folder.name == name and folder.holds_tasks():
                return folder.id
        raise LookupError(f"no list {name}")

    def add_list(self, name: str) -> str:
        with self._store.lock:
            return self._mailbox.create_folder(DEFAULT_LIST, name, "IPF.Task").id

    def add(self, subject: str, to: str = DEFAULT_LIST, **fields: Any) -> Item:
        with self._store.lock:
            return task_series.create_task(self._mailbox, self.list_id(to), {"subject": subject, **_stored(fields)})

    def all(self, name: str = DEFAULT_LIST) -> list[Item]:
        with self._store.lock:
            return self._mailbox.items(self.list_id(name), "task")

    def find(self, subject: str, name: str = DEFAULT_LIST) -> Item | None:
        """The one task of that subject in the list; None without one."""
        found = [task for task in self.all(name) if task.fields.get("subject") == subject]
        if len(found) > 1:
            raise LookupError(f"{len(found)} tasks in {name} are called {subject}")
        return found[0] if found else None

    def edit(self, task: Item, **fields: Any) -> Item:
        """Change fields; None empties one."""
        with self._store.lock:
            return task_series.update_task(self._mailbox, self._now(task), _stored(fields)).item

    def complete(self, task: Item) -> Item:
        """Tick it off. A series moves on, and what was done stays behind as a task of its own."""
        return self.edit(task, status="Completed")

    def reopen(self, task: Item) -> Item:
        return self.edit(task, status="NotStarted")

    def categorise(self, task: Item, *names: str) -> Item:
        return self.edit(task, categories=[*self._now(task).fields.get("categories", []), *names])

    def uncategorise(self, task: Item) -> Item:
        """Take all categories off."""
        return self.edit(task, categories=[])

    def drag(self, task: Item, to: str) -> Item:
        with self._store.lock:
            return self._mailbox.move_item(self._now(task), self.list_id(to))

    def delete(self, task: Item) -> None:
        with self._store.lock:
            self._mailbox.delete_item(self._now(task), "deleteditems")

    def _now(self, task: Item) -> Item:
        now = self._mailbox.item(task.immutable_id)
        if now is None:
            raise LookupError("the task is gone")
        return now


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    """Days as the store keeps them. A moment is a date too in Python, but no day."""
    return {k: v.isoformat() if type(v) is date else v for k, v in fields.items()}
