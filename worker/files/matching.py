"""PURE. Which of the files that a pair's records show are the ones that are remembered.

By key, as a rule. The keys of attachments die where Exchange moves their item, and a person's editing may make a new
attachment: then by name and content, by the name alone, or by the content alone, which is a file that was renamed.
"""

from pathlib import PurePosixPath

from core.files import Shown
from core.records import Key, Side
from worker.files.cases import Case, Known, Match, State
from worker.filing.attachments import refusal_of, safe_name

PICTURES = frozenset("apng avif bmp emf gif heic heif ico jfif jpe jpeg jpg png svg tif tiff webp wmf".split())
# Whether it has the remembered name and the remembered content; the likeliest first.
_WAYS = ((True, True), (True, False), (False, True))


def called(shown: Shown) -> str:
    """The name by which the files of both sides are compared."""
    return safe_name(shown.info.name).casefold()


def ending(name: str) -> str:
    return PurePosixPath(name).suffix.casefold()


def taking_part(case: Case, side: Side) -> list[Shown]:
    """Without pictures that only the text shows. Some clients call every attachment inline."""
    return [one for one in case.held[side].files if not (one.info.inline and _may_be_picture(one))]


def _may_be_picture(shown: Shown) -> bool:
    kind = ending(safe_name(shown.info.name)).lstrip(".")
    return not shown.info.item and (shown.info.content_type.startswith("image/") or not kind or kind in PICTURES)


def unsure(case: Case) -> list[Shown]:
    """The attachments whose content must be looked at before anything is decided: those that changed, and those that
    may be a file that is known, or that is on the other side, too."""
    by_key = {known.keys[Side.EXCHANGE]: known for known in case.known if Side.EXCHANGE in known.keys}
    crm_keys = {known.keys[Side.CRM] for known in case.known if Side.CRM in known.keys and known.digest}
    remembered = (known for known in case.known if known.digest or known.sending)
    names = {name.casefold() for known in remembered for name in (known.name, known.given) if name}
    names |= {called(one) for one in taking_part(case, Side.CRM) if one.info.key not in crm_keys}
    there = {one.info.key for one in taking_part(case, Side.EXCHANGE)}
    # One of those that are strange may be it, under another name.
    lost = [one for one in case.known if _may_be_renamed(one, case) and one.keys[Side.EXCHANGE] not in there]
    # New content of it, also where it is kept back by its size.
    anew = {one.name.casefold() for one in lost}
    wanted = []
    # What stays for good is remembered by its content, too.
    former = {known.former for known in case.known} if case.held[Side.EXCHANGE].closed else set()
    for one in taking_part(case, Side.EXCHANGE):
        known = by_key.get(one.info.key)
        under_way = known is not None and known.state in (State.SENDING, State.UNDOING)
        settled = known is not None and known.digest is not None and not under_way
        # What a rule keeps back shows its mark as it is now, and the content that both sides agreed on before.
        same = known is not None and known.state is not State.STAYS and known.marks.get(Side.EXCHANGE) == one.mark
        refused = refusal_of(one.info, safe_name(one.info.name), case.limit_mb)
        may_be_known = (lost or called(one) in names) and not refused
        may_be_known = may_be_known or (called(one) in anew and not one.info.item)
        if one.digest is None and not (settled and same) and (settled or may_be_known or one.info.key in former):
            wanted.append(one)
    return wanted


def match(case: Case) -> tuple[list[Match], dict[Side, list[Shown]]]:
    """(the remembered files, what nothing is remembered of by side)"""
    loose = {side: {one.info.key: one for one in taking_part(case, side)} for side in Side}
    matches = [Match(known) for known in case.known]
    for one in matches:
        _arrived(one, loose)
    for one in matches:
        for side, key in one.known.keys.items():
            if side not in one.at and key in loose[side] and key != one.known.former:
                one.at[side] = loose[side].pop(key)
        if one.known.former:
            loose[Side.EXCHANGE].pop(one.known.former, None)
    for way in _WAYS:
        for one in matches:
            _found_again(one, loose, case, way)
    return matches, {side: list(loose[side].values()) for side in Side}


def _arrived(one: Match, loose: dict[Side, dict[Key, Shown]]) -> None:
    """Whether what a dead run sent is there: the reply was lost, or the process died before it was noted."""
    known = one.known
    if known.state not in (State.SENDING, State.UNDOING) or known.target is None:
        return
    there, given = loose[known.target], (known.given or known.name).casefold()
    found = next((one for one in there.values() if called(one) == given and one.digest == known.sending), None)
    if found is None:
        return
    one.at[known.target], one.arrived = there.pop(found.info.key), True
    old = known.keys.get(known.target)
    if old in there:
        one.former = there.pop(old)


def _found_again(one: Match, loose: dict[Side, dict[Key, Shown]], case: Case, way: tuple[bool, bool]) -> None:
    """way: whether name and content are those that are remembered. A file of which only one is must have been there
    until now."""
    known = one.known
    if one.content is None:
        return
    for side in Side:
        stays = way == (True, True) or (known.state is not State.RESTS and side not in case.anew and side in known.keys)
        if side in one.at or not stays:
            continue
        told = (shown for shown in loose[side].values() if shown.digest)
        name = known.name.casefold()
        found = next((s for s in told if (called(s) == name, s.digest == one.content) == way), None)
        if found is not None:
            one.at[side] = loose[side].pop(found.info.key)


def _may_be_renamed(known: Known, case: Case) -> bool:
    return bool(
        known.digest
        and Side.EXCHANGE in known.keys
        and known.state is not State.RESTS
        and Side.EXCHANGE not in case.anew
    )
