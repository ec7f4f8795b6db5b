"""Whether files may be added to an Exchange item, and whether its files concern anybody else at all."""

from core.exchange.mailbox import ORIGIN, Item
from core.files import NOT_OURS, WOULD_TELL


def closed_for(item: Item, *, tells_people: bool) -> str:
    """tells_people: a change of a meeting's attachments is told to its people, whatever is asked."""
    happening = item.happening
    if not happening.ours or happening.cancelled:
        return NOT_OURS
    return WOULD_TELL if tells_people and happening.people else ""


def takes_no_part(item: Item) -> bool:
    """A series: its occurrences are records of their own, and its files belong to none of them. A private event of this
    mailbox; one that came from the CRM is no secret to it."""
    secret = item.happening.private and ORIGIN not in item.properties
    return item.happening.kind != "single" or secret
