"""PURE. What a person chose in the pane, as it applies to one mail: which of its attachments are meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.item_ids import rest_id
from core.mails import AttachmentInfo, Mail
from core.shares import ShareWish, Ticked
from worker.filing.cases import Wanted


@dataclass(frozen=True, slots=True)
class Asked:
    """An open share of a mail. taken_back: it is being undone."""

    wish: ShareWish
    taken_back: bool


def wanted_of(mail: Mail, asked: Asked) -> Wanted:
    wish = asked.wish
    files = None if wish.attachments is None else ticked(mail.attachments, wish.attachments)
    return Wanted(wish.who, wish.related, files, asked.taken_back)


def ticked(there: Sequence[AttachmentInfo], chosen: Sequence[Ticked]) -> frozenset[str]:
    """The keys of the chosen ones: by their ids; those whose id this protocol does not know by their names, as many of
    a name as were chosen."""
    by_id = {rest_id(one.key): one.key for one in there}
    found = {by_id[rest_id(one.id)] for one in chosen if rest_id(one.id) in by_id}
    for one in chosen:
        if rest_id(one.id) not in by_id:
            same = next((info.key for info in there if info.name == one.name and info.key not in found), None)
            found |= {same} if same is not None else set()
    return frozenset(found)
