"""PURE. What becomes of the files of one pair.

A file goes to the side that lacks it, and its new content follows. What is removed on one side stays on the other and
is not copied again: a file may be used elsewhere, and no side has a bin for attachments. Where both sides changed the
same file, both contents stay, as two files.
"""

from collections.abc import Iterator

from core.emails import FileInfo
from core.files import WOULD_TELL, Holder, Shown
from core.records import Key, Side
from worker.files.cases import (
    Action,
    Agree,
    Case,
    Forget,
    Keep,
    Known,
    Match,
    Now,
    Rest,
    Send,
    State,
    Stay,
    TakeOff,
    Wait,
)
from worker.files.matching import called, match
from worker.filing.attachments import DEFAULT_TYPE, refusal_of, safe_name

Loose = dict[Side, list[tuple[Shown, Known | None]]]


def news(known: tuple[Known, ...], documents: dict[Key, str]) -> bool:
    """Whether the CRM's files differ from what is remembered. documents: marks by key."""
    return {one.keys[Side.CRM]: one.marks.get(Side.CRM) for one in known if Side.CRM in one.keys} != documents


def decide(case: Case) -> list[Action]:
    """Nothing for a record that takes no part."""
    if any(held.apart for held in case.held.values()):
        return []
    matches, strange = match(case)
    loose: Loose = {side: [(one, None) for one in strange[side]] for side in Side}
    actions: list[Action] = list(_former(case, matches))
    for one in matches:
        if one.content is None and one.at:
            [(side, shown)] = list(one.at.items())[:1]
            loose[side].insert(0, (shown, one.known))
        else:
            actions += _remembered(case, one)
    contents = {(one.known.name.casefold(), one.content) for one in matches}
    return actions + list(_strange(case, loose, contents))


def _remembered(case: Case, one: Match) -> Iterator[Action]:
    known, at, content = one.known, one.at, one.content
    if not at or content is None:
        yield Forget(known)
    elif len(at) == 1:
        [(side, shown)] = at.items()
        if side.other in case.anew and known.state is not State.RESTS:
            yield from _send(case, known, side.other, shown)
        elif known.state is not State.RESTS or _moved(known, at):
            yield Rest(known, dict(at), content)
    else:
        yield from _both(case, one, content)


def _both(case: Case, one: Match, content: str) -> Iterator[Action]:
    known, at = one.known, one.at
    if at[Side.EXCHANGE].digest is None and (
        known.state is State.STAYS or _marked(known, Side.EXCHANGE, at[Side.EXCHANGE])
    ):
        return  # it may be another content, and cannot be read
    digests = {side: shown.digest or content for side, shown in at.items()}
    changed = [side for side in Side if digests[side] != content]
    if len(set(digests.values())) == 1:
        if changed or one.arrived or known.state is not State.LINKED or _moved(known, at):
            yield Agree(known, dict(at), digests[Side.CRM], one.former)
    elif len(changed) == 2:
        yield from _send(case, None, Side.CRM, at[Side.EXCHANGE])
        yield from _send(case, known, Side.EXCHANGE, at[Side.CRM])
    else:
        [source] = changed
        yield from _send(case, known, source.other, at[source], at[source.other])


def _moved(known: Known, at: Now) -> bool:
    """Whether keys or marks are others than the remembered ones."""
    keys = {side: shown.info.key for side, shown in at.items()}
    return keys != known.keys or any(_marked(known, side, shown) for side, shown in at.items())


def _marked(known: Known, side: Side, shown: Shown) -> bool:
    return known.marks.get(side) != shown.mark


def _former(case: Case, matches: list[Match]) -> Iterator[TakeOff | Keep]:
    """Attachments whose place another took in a run that died before it took them off."""
    holder = case.held[Side.EXCHANGE]
    there = {one.info.key: one for one in holder.files}
    for known in (one.known for one in matches if one.known.former):
        shown = there.get(known.former or "")
        if shown is None or not holder.closed:
            yield TakeOff(known, shown.info.key if shown else None)
        elif shown.digest:
            yield Keep(known, shown, _code(holder))


def _code(holder: Holder) -> str:
    return "file_would_tell" if holder.closed == WOULD_TELL else "file_not_ours"


def _strange(case: Case, loose: Loose, contents: set[tuple[str, str | None]]) -> Iterator[Action]:
    """What was never on both sides: the same on both is joined, a double of what is known rests, the others go."""
    for document, known in loose[Side.CRM]:
        twin = next((x for x in loose[Side.EXCHANGE] if x[0].digest and _same(x[0], document)), None)
        if twin is not None:
            loose[Side.EXCHANGE].remove(twin)
            yield Agree(known or twin[1], {Side.EXCHANGE: twin[0], Side.CRM: document}, document.digest or "")
            if known and twin[1]:
                yield Forget(twin[1])
        else:
            yield from _alone(case, Side.CRM, document, known, contents)
        contents.add((called(document), document.digest))
    for attachment, known in loose[Side.EXCHANGE]:
        yield from _alone(case, Side.EXCHANGE, attachment, known, contents)


def _same(one: Shown, other: Shown) -> bool:
    return called(one) == called(other) and one.digest == other.digest


def _alone(
    case: Case, side: Side, shown: Shown, known: Known | None, contents: set[tuple[str, str | None]]
) -> Iterator[Action]:
    if shown.digest and (called(shown), shown.digest) in contents:
        yield Rest(known, {side: shown}, shown.digest)
    else:
        yield from _send(case, known, side.other, shown)


def _send(
    case: Case, known: Known | None, to: Side, source: Shown, replaced: Shown | None = None
) -> Iterator[Send | Stay | Wait]:
    """Or why not; that is told once."""
    name, holder = safe_name(source.info.name), case.held[to]
    because = refusal_of(source.info, name, case.limit_mb)
    if not because and not holder.closed:
        if known and _waits(case, known, to.other, source):
            yield Wait(known, source)
        else:
            file = FileInfo(name, source.info.content_type or DEFAULT_TYPE, source.info.size)
            yield Send(known, to, source, file, replaced)
        return
    code = "file_left" if because else _code(holder)
    now = {to.other: source} | ({to: replaced} if replaced else {})
    stay = Stay(known, to.other, now, name, code, because)
    if not is_told(stay):
        yield stay


def _waits(case: Case, known: Known, side: Side, source: Shown) -> bool:
    """New content is tried at once: it may be what mends it."""
    later = case.now is not None and known.next_try is not None and known.next_try > case.now
    return later and not _marked(known, side, source)


def is_told(stay: Stay) -> bool:
    """Whether it is remembered like this."""
    known = stay.known
    if known is None or known.state is not State.STAYS:
        return False
    return known.note == (stay.because or stay.code) and not _moved(known, stay.now)
