"""Files as each side shows them and as they are remembered, and decisions about them, in few words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.files import Holder, Shown
from core.mails import AttachmentInfo
from core.records import Side
from worker.files.cases import Action, Agree, Case, Forget, Keep, Known, Rename, Rest, Send, State, Stay, TakeOff, Wait

X, C = Side.EXCHANGE, Side.CRM
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def shown(text: str, **flags: Any) -> Shown:
    """`key name content`; the mark is the content, a `?` before it keeps the digest to itself."""
    key, name, content = text.split()
    info = AttachmentInfo(key, name, "", len(content), **flags)
    return Shown(info, content.lstrip("?"), None if content.startswith("?") else content, key)


def known(keys: str, content: str = "one", state: State = State.LINKED, marks: str | None = None, **more: Any) -> Known:
    """keys: `x1`, `c1` or both. marks: of these, as a rule the content."""
    sides = {X if key.startswith("x") else C: key for key in keys.split()}
    given = dict(zip(sides, (marks or " ".join([content] * len(sides))).split(), strict=True))
    return Known("id", "a.txt", sides, given, state, content if content != "-" else None, **more)


def case(*rows: Known, x: tuple[Shown, ...] = (), c: tuple[Shown, ...] = (), **more: Any) -> Case:
    return Case(rows, {X: Holder(x), C: Holder(c)}, **more)


def said(action: Action) -> str:
    """In a few words: what, with which keys."""
    match action:
        case Send():
            over = f" over {action.replaces}" if action.replaces else ""
            named = (
                f" called {action.file.name}" if action.file.name != action.source.info.name or action.renames else ""
            )
            return f"send {action.source.info.key} to {action.to}{over}{named}{' as id' if action.known else ''}"
        case Rename():
            return f"call {action.replaces} {action.file.name}"
        case Agree():
            keys = " ".join(action.now[side].info.key for side in Side)
            former = f" for {action.former.info.key}" if action.former else ""
            named = f" called {action.name}" if action.known and action.name != action.known.name else ""
            return f"agree {keys} on {action.digest}{former}{named}{' as id' if action.known else ''}"
        case Rest():
            return f"rest {' '.join(one.info.key for one in action.now.values())}{' as id' if action.known else ''}"
        case Stay():
            keys = " ".join(one.info.key for one in action.now.values())
            return f"stay {keys} {action.code} {action.because}".strip()
        case Keep():
            return f"keep {action.shown.info.key} {action.code}"
        case TakeOff():
            return f"take off {action.shown.info.key if action.shown else None}"
        case Wait():
            return f"wait {action.source.info.key}"
        case Forget():
            return "forget"


X1, C1 = shown("x1 a.txt one"), shown("c1 a.txt one")
SENT_TO_CRM = known("x1", "-", State.SENDING, "one", target=C, sending="one")
SENT_TO_OUTLOOK = known("c1", "-", State.SENDING, "one", target=X, sending="one")
NEWER_TO_CRM = known("x1 c1", "one", State.SENDING, "two one", target=C, sending="two")
NEWER_TO_OUTLOOK = known("x1 c1", "one", State.SENDING, "one two", target=X, sending="two")
FAILED = replace(SENT_TO_CRM, sending=None, next_try=LATER)
STAYS = known("x1", "-", State.STAYS, "one")
RENAMING = known("x1 c1", "one", State.SENDING, target=C, given="b.txt", next_try=LATER)
RENAMED = known("x1 c1", "one", State.SENDING, target=X, given="b.txt", sending="one")
RESTS = known("c1", "one", State.RESTS)
NEWER_STAYS = known("x1 c1", "one", State.STAYS, "two one", note="it has more than 0 MB")
