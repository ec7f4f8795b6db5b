"""Short ways to say records, links and settings in decision tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from core.objects import CONTACT
from core.policy import Policy
from core.records import Fields, Gone, Link, LinkState, OpenConflict, Pair, Place, Record, Side, State
from worker.sync.actions import Action, Plan
from worker.sync.reconcile import Found, Scale, Setting, reconcile

E, C = Side.EXCHANGE, Side.CRM
ALL = frozenset(CONTACT.fields)
OURS = ("Salesforce",)
BASE: Fields = {"given_name": "Ann", "surname": "Lee", "company_name": "Acme"}


def setting(scale: Scale | None = None, holds: Mapping[Side, frozenset[str]] | None = None, **policy: Any) -> Setting:
    """The deletion switches are on unless said otherwise."""
    choices: dict[str, Any] = {"delete_in_crm": True, **policy}
    return Setting(CONTACT, Policy(**choices), holds or {E: ALL, C: ALL}, scale or Scale(100, {}))


def at(minute: int) -> datetime:
    return datetime(2026, 3, 1, 12, minute, tzinfo=UTC)


def item(fields: Fields | None = None, /, key: str = "e1", version: str = "e-v2", **more: Any) -> Record:
    """An Exchange record in the folder with our category."""
    return Record(key, version, BASE if fields is None else fields, **{"categories": OURS, **more})


def contact(fields: Fields | None = None, /, key: str = "c1", version: str = "c-v2", **more: Any) -> Record:
    return Record(key, version, BASE if fields is None else fields, **more)


def with_base(**fields: Any) -> Fields:
    """The base with changes; None takes a field away."""
    return {name: value for name, value in {**BASE, **fields}.items() if value is not None}


def link(base: Fields | None = None, /, **more: Any) -> Link:
    values: dict[str, Any] = {
        "id": "l1",
        "keys": {E: "e1", C: "c1"},
        "versions": {E: "e-v1", C: "c-v1"},
        "base": BASE if base is None else base,
        **more,
    }
    return Link(**values)


def parked(code: str, **more: Any) -> Link:
    return replace(link(**more), state=LinkState.PARKED, parked=code)


def plan(*pairs: Pair, found: Sequence[Found] = (), given: Setting | None = None, **policy: Any) -> Plan:
    return reconcile(pairs, found, given or setting(**policy))


def decided(
    one: Link, exchange: State | None, crm: State | None, conflicts: tuple[OpenConflict, ...] = (), **policy: Any
) -> tuple[Action, ...]:
    """The actions for one linked pair."""
    return plan(Pair(one, exchange, crm, conflicts), **policy).actions


def brief(actions: Sequence[Action]) -> list[str]:
    """Each action as one word with its side or park code: `Update crm`, `Unlink moved_out`."""
    words = []
    for one in actions:
        about = getattr(one, "side", None) or getattr(one, "park", None) or ""
        words.append(f"{type(one).__name__} {about}".strip())
    return words


MOVED_OUT = item(place=Place.OTHER)
GONE_E, GONE_C = Gone("e1"), Gone("c1")
