"""What an operation keeps of a file, so that it can be undone: as it was on the side that was written, and as it is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.records import Side
from worker.files.cases import Known, Trace
from worker.sync.journal import Done

FILE = "file"


def before_of(known: Known, side: Side) -> Trace:
    """As both sides last agreed on it."""
    return Trace(known.id, known.keys.get(side, ""), known.digest or "", known.name)


def traced(done: Done, before: Trace | None, after: Trace | None) -> Done:
    """The operation with what it found and what it left."""
    return replace(done, before=_packed(before), after=_packed(after))


def read_trace(image: Mapping[str, Any]) -> Trace | None:
    """Of the before or after of an operation; None where there was no file, or nothing was noted."""
    kept = image.get(FILE)
    return Trace(kept["id"], kept["key"], kept["digest"], kept["name"]) if kept else None


def _packed(trace: Trace | None) -> dict[str, Any]:
    if trace is None:
        return {}
    return {FILE: {"id": trace.id, "key": trace.key, "digest": trace.digest, "name": trace.name}}
