"""The verb `task`: what a user of Outlook or To Do does with tasks, named by their subject.

    task add "Call $" in "Salesforce Tasks" due_date=2026-03-05
    task complete "Call $"
    task drag "Call $" to "Salesforce Tasks"
    task has "Call $" -> status=Completed
    task series "Water $" due_date=2026-12-01 count=5; task tick "Water $": the occurrence that is due

The list is `tasks`, the default one, unless `in` names another; `has`, `edit` and the like look in every list.
"""

from typing import Any

from sandbox.acting import OutlookUser, categories
from sandbox.acting_calendar import every
from sandbox.microsoft.items import Item
from tests.scenarios.language import Line

LISTS = ("Salesforce Tasks", "tasks")


class TaskDesk:
    def __init__(self, outlook: OutlookUser) -> None:
        self._tasks = outlook.tasks

    def play(self, line: Line, verb: str, subject: str, *words: str) -> None:
        if verb == "add":
            self._add(line, subject, words[-1] if words else "tasks")
        elif verb == "lacks":
            assert self._find(subject) is None, f"there is a task {subject}"
        elif verb == "has":
            self._has(line, subject)
        elif verb == "edit":
            self._tasks.edit(self._found(subject), **line.then)
        elif verb == "series":
            self._series(line, subject)
        elif verb == "tick":
            self._tasks.complete(self._current(subject))
        elif verb == "percent":
            self._tasks.edit(self._found(subject), percent_complete=int(words[0]))
        elif verb == "drag":
            self._tasks.drag(self._found(subject), words[-1])
        elif verb == "categorise":
            self._tasks.categorise(self._found(subject), *words[1:])
        elif verb in ("complete", "reopen", "uncategorise", "delete"):
            getattr(self._tasks, verb)(self._found(subject))
        else:
            raise LookupError(f"unknown verb {verb}")

    def _add(self, line: Line, subject: str, to: str) -> None:
        fields: dict[str, Any] = dict(line.where)
        if names := fields.pop("categories", None):
            fields["categories"] = names.split(",")
        if to not in ("tasks", *self._lists()):
            self._tasks.add_list(to)
        self._tasks.add(subject, to, **fields)

    def _series(self, line: Line, subject: str) -> None:
        """One for each day from the due date on."""
        fields: dict[str, Any] = dict(line.where)
        told = every("Daily", count=int(fields.pop("count")), interval=1)
        first = {"start": fields["due_date"]}
        fields |= {"recurrence": {**told, "range": first | told["range"]}, "start_date": fields["due_date"]}
        self._tasks.add(subject, **{**fields, "categories": (fields.get("categories") or "").split(",")})

    def _current(self, subject: str) -> Item:
        """The occurrence that is due next."""
        found = [task for name in self._lists() for task in self._tasks.all(name)]
        return next(task for task in found if task.fields["subject"] == subject and task.fields.get("recurrence"))

    def _has(self, line: Line, subject: str) -> None:
        task, expected = self._found(subject), dict(line.then)
        if "categories" in expected:
            assert categories(task) == {name for name in (expected.pop("categories") or "").split(",") if name}
        if "list" in expected:
            assert self._tasks.list_id(expected.pop("list") or "") == task.folder_id
        assert {name: _text(task.fields.get(name)) for name in expected} == expected

    def _found(self, subject: str) -> Item:
        task = self._find(subject)
        assert task is not None, f"no task {subject}"
        return task

    def _find(self, subject: str) -> Item | None:
        return next((task for name in self._lists() if (task := self._tasks.find(subject, name))), None)

    def _lists(self) -> list[str]:
        there = []
        for name in LISTS:
            try:
                self._tasks.list_id(name)
            except LookupError:
                continue
            there.append(name)
        return there


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value).replace("\r\n", "\n")
