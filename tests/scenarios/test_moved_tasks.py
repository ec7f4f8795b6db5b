"""Tasks that people drag from one list to another, where Microsoft's To Do gives them another key: none is doubled."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.scenarios.stage import Stage, only

LIST, OTHER = "Salesforce Tasks", "Other"
Make = Callable[[Stage, str], Any]


def of_salesforce(stage: Stage, subject: str) -> None:
    stage.crm.add("Task", Subject=subject)


def by_category(stage: Stage, subject: str) -> None:
    stage.outlook.tasks.add(subject, categories=["Salesforce"])


def in_the_list(stage: Stage, subject: str) -> None:
    stage.outlook.tasks.add(subject, LIST)


def start(stage: Stage, make: Make) -> str:
    stage.choose(**only("task"))
    stage.sync()
    stage.outlook.tasks.add_list(OTHER)
    subject = f"Call {stage.address.partition('@')[0]}"
    make(stage, subject)
    stage.sync()
    return subject


def places(stage: Stage, subject: str) -> list[str]:
    """The lists in which a task of that subject lies, one for each."""
    names = ("tasks", LIST, OTHER)
    return [n for n in names for task in stage.outlook.tasks.all(n) if task.fields["subject"] == subject]


def records(stage: Stage, subject: str) -> int:
    return len(stage.crm.query(f"SELECT Id FROM Task WHERE Subject = '{subject}'"))  # noqa: S608


def drag(stage: Stage, subject: str, to: str) -> None:
    [name] = places(stage, subject)
    task = stage.outlook.tasks.find(subject, name)
    assert task is not None
    stage.outlook.tasks.drag(task, to)


@pytest.mark.parametrize("seen", [False, True], ids=["at once", "after another run"])
@pytest.mark.parametrize("make", [of_salesforce, in_the_list], ids=["of Salesforce", "in the list"])
def test_to_another_list_and_back(stage: Stage, make: Make, *, seen: bool) -> None:
    subject = start(stage, make)
    if seen:
        stage.sync()
    drag(stage, subject, OTHER)
    stage.sync()
    assert places(stage, subject) == [OTHER]
    stage.rest()
    drag(stage, subject, LIST)
    stage.sync()
    assert (places(stage, subject), records(stage, subject)) == ([LIST], 1)
    stage.rest()


def test_one_with_the_category_to_the_list(stage: Stage) -> None:
    subject = start(stage, by_category)
    stage.sync()
    if stage.exchange == "graph":
        drag(stage, subject, LIST)
        stage.sync()
    assert (places(stage, subject), records(stage, subject)) == ([LIST], 1)
    stage.rest()
    task = stage.outlook.tasks.find(subject, LIST)
    assert task is not None
    stage.outlook.tasks.complete(task)
    stage.sync()
    assert stage.crm.find("Task", Subject=subject, Status="Completed") is not None


def test_one_with_the_category_to_another_list(stage: Stage) -> None:
    subject = start(stage, by_category)
    stage.sync()
    drag(stage, subject, OTHER)
    stage.sync()
    assert (places(stage, subject), records(stage, subject)) == ([OTHER], 1)
    stage.rest()


def test_out_of_the_list_among_the_others(stage: Stage) -> None:
    """With its category it is synchronised there, too."""
    subject = start(stage, in_the_list)
    stage.sync()
    drag(stage, subject, "tasks")
    stage.sync()
    assert len(places(stage, subject)) == records(stage, subject) == 1
    stage.rest()


def test_one_of_two_that_say_the_same_is_deleted(stage: Stage) -> None:
    """The other one is not taken for it."""
    stage.choose(**{"task.delete_in_crm": True})
    subject = start(stage, by_category)
    by_category(stage, subject)
    stage.sync()
    assert records(stage, subject) == 2
    stage.sync()
    [name] = set(places(stage, subject))
    first, _ = [task for task in stage.outlook.tasks.all(name) if task.fields["subject"] == subject]
    stage.outlook.tasks.delete(first)
    stage.sync()
    assert (places(stage, subject), records(stage, subject)) == ([name], 1)
    stage.rest()
