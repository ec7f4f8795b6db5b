"""PURE. The mass-change guard (I12): a whole Plan is held until a person approves it by name."""

from collections.abc import Iterable, Sequence

from core.policy import Policy
from core.records import Key, Side
from worker.sync.actions import Action, Create, Defer, Delete, Held, Reason, Removing, Unlink, Update
from worker.sync.setting import Scale

NAMED = 3


def removals(actions: Iterable[Action]) -> dict[tuple[Side, Key], Removing]:
    """By the record: what the plan removes or calls off, now or as soon as its unsaved changes are written."""
    removing = (action for action in actions if isinstance(action, Removing))
    return {node: action for action in removing if (node := action.removal) is not None}


def held(actions: Sequence[Action], scale: Scale, policy: Policy) -> Held | None:
    """Why the plan must wait, or None. Deletes on either side count, those of records that left the view too, and
    meetings that are called off. A series that goes counts once: it is one act of a person.

    A full listing that is empty, or much smaller than the number of links, is a sign of a lost right, a renamed
    folder or another list view rather than of so many deletions; it holds every plan that would change anything.
    """
    if scale.approved:
        return None
    removed = removals(actions)
    acts = len({_act(node, action) for node, action in removed.items()})
    if acts > max(policy.guard_deletes, policy.guard_share * scale.links):
        # Of records that were made just now the links are not counted yet.
        links = max(scale.links, len(removed))
        words = {"deletes": str(len(removed)), "links": str(links), "names": _named(removed.values())}
        return Held("mass_delete", Reason("mass_delete", words))
    if not any(isinstance(action, Create | Update | Delete | Unlink) for action in actions):
        return None
    for side, listed in sorted(scale.listed.items()):
        if scale.links and (listed == 0 or listed < scale.links * (1 - policy.guard_listing_share)):
            words = {"side": side.value, "listed": str(listed), "links": str(scale.links)}
            return Held("listing_shrunk", Reason("listing_shrunk", words))
    return None


def _named(removing: Iterable[Removing]) -> str:
    """A few of them by name, so that people see what it is about."""
    names = [str(action.reason.words.get("name") or action.key) for action in removing]
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _act(node: tuple[Side, Key], action: Removing) -> tuple[Side, Key]:
    """What it counts as: of an occurrence its series."""
    whole = None if isinstance(action, Defer) else action.whole
    return (node[0], whole) if whole else node
