"""What was done to files, as operations and in the run's report."""

from core.files import Shown
from core.records import Side
from worker.files.frame import Frame
from worker.files.ledger import Paired
from worker.filing.attachments import safe_name
from worker.sync.actions import Reason
from worker.sync.journal import Done, Entries, save


def named(shown: Shown, name: str) -> str:
    """What people call a file. name: of its record."""
    return f"{safe_name(shown.info.name)} ({name})"


def told(
    pair: Paired,
    name: str,
    shown: Shown,
    to: Side,
    code: str,
    outcome: str = "done",
    *,
    because: str = "",
    error: str = "",
    former: str = "",
) -> Done:
    """to: where the file goes. name: of the record. former: what the file was called."""
    file = safe_name(shown.info.name)
    words = {"file": f"“{file}”", "name": name, "source": to.other.value, "target": to.value, "because": because}
    words["former"] = f"“{former}”" if former else ""
    reason = Reason(code, {word: text for word, text in words.items() if text})
    return Done(to, "attach", dict(pair.keys), named(shown, name), reason, outcome, pair.link_id, error=error)


def tell(frame: Frame, done: Done, count: str = "") -> None:
    """count: a word of worker.sync.report.COUNTS."""
    context = frame.context
    if count:
        context.report.count(context.object_type.name, count)
    entries = Entries(operations=[done])
    if context.dry:
        entries.tell(context)
    else:
        save(context, "file told", entries)
