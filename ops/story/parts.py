"""What the scenes of the story share."""

from dataclasses import dataclass
from typing import Any

from ops.demo import Demo

CATEGORY, ERROR = "Salesforce", "Sync Error"


@dataclass(frozen=True)
class Step:
    name: str
    ok: bool
    detail: str
    seconds: float

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "detail": self.detail, "seconds": round(self.seconds, 2)}


class Broken(Exception):
    """A check of the story did not hold."""


def check(held: bool, what: str) -> None:
    if not held:
        raise Broken(what)


def told(demo: Demo) -> list[str]:
    """What a program has sent to people since the story began; what people sent with Outlook is theirs."""
    sent = demo.sandbox.microsoft.store.outgoing
    return [f"{one.kind} to {one.to}" for one in sent if one.face]
