"""PURE. What becomes of the files of one pair.

A file goes to the side that lacks it, and its new content follows. What is removed on one side stays on the other and
is not copied again: a file may be used elsewhere, and no side has a bin for attachments. Where both sides changed the
same file, both contents stay, as two files. A new name goes to the other side, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.emails import FileInfo
from core.files import NOT_OURS, WOULD_TELL, Holder, Shown
from core.records import Key, Side
from worker.files.cases import (
    Action,
    Agree,
    Case,
    Forget,
    Giving,
    Keep,
    Known,
    Match,
    Now,
    Rename,
    Rest,
    Send,
    State,
    Stay,
    TakeOff,
    Wait,
)
from worker.files.matching import called, ending, match
from worker.filing.attachments import DEFAULT_TYPE, refusal_of, safe_name

_CLOSED = {
    WOULD_TELL: "Microsoft 365 would tell the people of the meeting",
    NOT_OURS: "the meeting is somebody else's or was cancelled",
}
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
    contents = {(name, one.content) for one in matches for name in _names(one)}
    return actions + list(_strange(case, loose, contents))


def _remembered(case: Case, one: Match) -> Iterator[Action]:
    known, at, content = one.known, one.at, one.content
    if not at or content is None:
        yield Forget(known)
    elif len(at) == 1:
        [(side, shown)] = at.items()
        if side.other in case.anew and known.state is not State.RESTS:
            yield from _send(case, _Errand(known, side.other, shown))
        elif known.state is not State.RESTS or _moved(known, at):
            yield Rest(known, dict(at), content)
    else:
        yield from _both(case, one, content)


def _both(case: Case, one: Match, content: str) -> Iterator[Action]:
    known, at, name = one.known, one.at, _name(case, one)
    if at[Side.EXCHANGE].digest is None and (
        known.state is State.STAYS or _marked(known, Side.EXCHANGE, at[Side.EXCHANGE])
    ):
        return  # it may be another content, and cannot be read
    if one.former is not None:
        # That is settled first, under the name that it was given; what else there is, the next look tells.
        given = known.name if known.state is State.UNDOING else safe_name(at[Side.EXCHANGE].info.name)
        yield Agree(known, dict(at), content, given, one.former)
        return
    digests = {side: shown.digest or content for side, shown in at.items()}
    changed = [side for side in Side if digests[side] != content]
    amiss = next((side for side in Side if called(at[side]) != name.casefold()), None)
    if len(set(digests.values())) == 1:
        if amiss is not None:
            yield from _send(case, _Errand(known, amiss, at[amiss.other], at[amiss], name, renames=True))
        elif changed or one.arrived or known.state is not State.LINKED or _moved(known, at) or name != known.name:
            yield Agree(known, dict(at), digests[Side.CRM], name)
    elif len(changed) == 2:
        yield from _send(case, _Errand(None, Side.CRM, at[Side.EXCHANGE]))
        yield from _send(case, _Errand(known, Side.EXCHANGE, at[Side.CRM]))
    else:
        [source] = changed
        yield from _send(case, _Errand(known, source.other, at[source], at[source.other], name))


def _name(case: Case, one: Match) -> str:
    """Of a file that is on both sides: as the one calls it that gave it another name since they agreed."""
    known = one.known
    renamed = [side for side in Side if called(one.at[side]) != known.name.casefold()]
    if not renamed:
        return known.name
    return safe_name(one.at[renamed[0] if len(renamed) == 1 else case.winner].info.name)


def _moved(known: Known, at: Now) -> bool:
    """Whether keys or marks are others than the remembered ones."""
    keys = {side: shown.info.key for side, shown in at.items()}
    return keys != known.keys or any(_marked(known, side, shown) for side, shown in at.items())


def _marked(known: Known, side: Side, shown: Shown) -> bool:
    return known.marks.get(side) != shown.mark


def _former(case: Case, matches: list[Match]) -> Iterator[TakeOff | Keep | Wait]:
    """Attachments whose place another took in a run that died before it took them off."""
    holder = case.held[Side.EXCHANGE]
    there = {one.info.key: one for one in holder.files}
    for known in (one.known for one in matches if one.known.former):
        shown = there.get(known.former or "")
        if shown is not None and not holder.closed and _later(case, known):
            yield Wait(known, shown)
        elif shown is None or not holder.closed:
            yield TakeOff(known, shown)
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
            now = {Side.EXCHANGE: twin[0], Side.CRM: document}
            yield Agree(known or twin[1], now, document.digest or "", safe_name(document.info.name))
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
        yield from _send(case, _Errand(known, side.other, shown))


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is to go to the side `to`. name: empty: the source's own. renames: the content is there already."""

    known: Known | None
    to: Side
    source: Shown
    replaced: Shown | None = None
    name: str = ""
    renames: bool = False

    @property
    def called(self) -> str:
        return self.name or safe_name(self.source.info.name)

    @property
    def now(self) -> Now:
        return {self.to.other: self.source} | ({self.to: self.replaced} if self.replaced else {})


def _send(case: Case, errand: _Errand) -> Iterator[Giving | Stay | Wait]:
    """Or why not; that is told once."""
    known, to, source, name = errand.known, errand.to, errand.source, errand.called
    because, holder = refusal_of(source.info, name, case.limit_mb), case.held[to]
    if not because and not holder.closed:
        if known and _later(case, known) and not _marked(known, to.other, source):
            yield Wait(known, source)  # new content is tried at once: it may be what mends it
        else:
            yield _giving(errand, FileInfo(name, source.info.content_type or DEFAULT_TYPE, source.info.size))
        return
    if errand.renames:
        stay = Stay(known, to.other, errand.now, name, "file_name_left", because or _CLOSED[holder.closed])
    else:
        stay = Stay(known, to.other, errand.now, name, "file_left" if because else _code(holder), because)
    if not is_told(stay):
        yield stay


def _giving(errand: _Errand, file: FileInfo) -> Giving:
    """A CRM's file gets a name in its place; the ending it takes from what is uploaded, and an attachment has its name
    for life."""
    known, replaced = errand.known, errand.replaced
    if (
        errand.renames
        and errand.to is Side.CRM
        and known
        and replaced
        and ending(replaced.info.name) == ending(file.name)
    ):
        return Rename(known, errand.source, file, replaced)
    return Send(known, errand.to, errand.source, file, replaced, errand.renames)


def _later(case: Case, known: Known) -> bool:
    return case.now is not None and known.next_try is not None and known.next_try > case.now


def _names(one: Match) -> set[str]:
    return {one.known.name.casefold(), *(called(shown) for shown in one.at.values())}


def is_told(stay: Stay) -> bool:
    """Whether it is remembered like this."""
    known = stay.known
    if known is None or known.state is not State.STAYS:
        return False
    return known.note == (stay.because or stay.code) and not _moved(known, stay.now)
