"""Whom and what shared events are about, which only the pane asks: written to the CRM as their user chose, for each
record of a series, and taken off again. What was there before the share, and what people put there since, stays.

Before anything is written the share's row says what records that were there already were about: whatever is cut off
after that can tell its own work from others'. Records that a run creates for the share are about it from the beginning
(worker.sync.regards).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from core.records import Key, Side
from core.shares import ShareWish
from core.store import Choice, Regarding
from worker.sharing import rows
from worker.sharing.rows import Share
from worker.sync.context import Context


@runtime_checkable
class Relating(Protocol):
    """What a CRM's Store of events has besides, where events can be about people and other records. Calls raise
    Transient and Unauthorized."""

    def regarding(self, keys: Sequence[Key]) -> Mapping[Key, Regarding]:
        """What events of the user's own are about now; others are missing."""

    def relate(self, keys: Sequence[Key], choice: Choice) -> Mapping[Key, str]:
        """By event, in sentences, what of the choice it cannot be about; the rest is written."""

    def called(self, key: Key, about: Regarding) -> Mapping[Key, str]:
        """The names of those of `about` that this event holds: it is about them, or they take part."""


def note(context: Context, share: Share, keys: Sequence[Key]) -> Share:
    """The share, which knows what these records were about before it; saved if there are any."""
    store, wish = context.stores[Side.CRM], share.wish
    unknown = [key for key in keys if key not in wish.before]
    if not unknown or not wish.regarding.keys or not isinstance(store, Relating):
        return share
    wish = wish.noted(context.call("crm.regarding", lambda: store.regarding(unknown)))
    with context.transaction("share noted") as session:
        rows.save(session, share, wish=wish)
    return replace(share, wish=wish)


def relate(context: Context, keys: Sequence[Key], wish: ShareWish) -> tuple[ShareWish, str]:
    """(the wish as it was carried out, what of it could not be, or empty). A run keeps it: no field of Outlook holds
    it."""
    store = context.stores[Side.CRM]
    if not wish.choice.touched or not isinstance(store, Relating):
        return wish, ""
    problem = _written(context, store, keys, wish.choice)
    about = wish.regarding
    names = context.call("crm.called", lambda: store.called(keys[0], about)) if about.keys else {}
    return wish.kept(names), problem


def withdraw(context: Context, keys: Sequence[Key], wish: ShareWish) -> tuple[ShareWish, str]:
    """The same of nothing at all."""
    store = context.stores[Side.CRM]
    choice = wish.withdrawn
    if not keys or not choice.touched or not isinstance(store, Relating):
        return wish.forgotten(), ""
    return wish.forgotten(), _written(context, store, keys, choice)


def _written(context: Context, store: Relating, keys: Sequence[Key], choice: Choice) -> str:
    problems = context.call("crm.relate", lambda: store.relate(keys, choice))
    return next((problems[key] for key in keys if key in problems), "")[: rows.PROBLEM_LENGTH]
