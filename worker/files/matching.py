"""PURE. Which of the files that a pair's records show are the ones that are remembered.

By key, as a rule. The keys of attachments die where Exchange moves their item, and a person's editing may make a new
attachment of the same name: then by name and content.
"""

from collections.abc import Iterable

from core.files import Shown
from core.records import Key, Side
from worker.files.cases import Case, Known, Match, State
from worker.filing.attachments import refusal_of, safe_name


def called(shown: Shown) -> str:
    """The name by which the files of both sides are compared."""
    return safe_name(shown.info.name).casefold()


def taking_part(case: Case, side: Side) -> list[Shown]:
    """Without pictures that only the text shows."""
    return [one for one in case.held[side].files if not one.info.inline]


def unsure(case: Case) -> list[Shown]:
    """The attachments whose content must be looked at before anything is decided: those that changed, and those that
    may be a file that is known, or that is on the other side, too."""
    by_key = {known.keys[Side.EXCHANGE]: known for known in case.known if Side.EXCHANGE in known.keys}
    crm_keys = {known.keys[Side.CRM] for known in case.known if Side.CRM in known.keys and known.digest}
    names = {known.name.casefold() for known in case.known if known.digest or known.sending}
    names |= {called(one) for one in taking_part(case, Side.CRM) if one.info.key not in crm_keys}
    wanted = []
    # What stays for good is remembered by its content, too.
    former = {known.former for known in case.known} if case.held[Side.EXCHANGE].closed else set()
    for one in taking_part(case, Side.EXCHANGE):
        known = by_key.get(one.info.key)
        settled = known is not None and known.digest is not None and known.state is not State.SENDING
        # What a rule keeps back shows its mark as it is now, and the content that both sides agreed on before.
        same = known is not None and known.state is not State.STAYS and known.marks.get(Side.EXCHANGE) == one.mark
        may_be_known = called(one) in names and not refusal_of(one.info, safe_name(one.info.name), case.limit_mb)
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
    for same in (True, False):
        for one in matches:
            _found_again(one, loose, case, same=same)
    return matches, {side: list(loose[side].values()) for side in Side}


def _arrived(one: Match, loose: dict[Side, dict[Key, Shown]]) -> None:
    """Whether what a dead run sent is there: the reply was lost, or the process died before it was noted."""
    known = one.known
    if known.state is not State.SENDING or known.target is None:
        return
    there = loose[known.target]
    found = next((s for s in _named(known, there.values()) if s.digest == known.sending), None)
    if found is None:
        return
    one.at[known.target], one.arrived = there.pop(found.info.key), True
    old = known.keys.get(known.target)
    if old in there:
        one.former = there.pop(old).info.key


def _found_again(one: Match, loose: dict[Side, dict[Key, Shown]], case: Case, *, same: bool) -> None:
    """same: a file of the same name and content; else one of the same name where it was until now."""
    known = one.known
    if one.content is None:
        return
    for side in Side:
        if side in one.at or (not same and (known.state is State.RESTS or side in case.anew or side not in known.keys)):
            continue
        told = (s for s in _named(known, loose[side].values()) if s.digest)
        found = next((s for s in told if (s.digest == one.content) is same), None)
        if found is not None:
            one.at[side] = loose[side].pop(found.info.key)


def _named(known: Known, shown: Iterable[Shown]) -> list[Shown]:
    return [one for one in shown if called(one) == known.name.casefold()]
