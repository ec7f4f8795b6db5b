"""Which Exchange items concern nobody else, and whether files may be added to one."""

from core.exchange.mailbox import ORIGIN, PRIVATE_THERE, Item
from core.files import NOT_OURS, WOULD_TELL


def closed_for(item: Item, *, tells_people: bool) -> str:
    """tells_people: a change of a meeting's attachments is told to its people, whatever is asked."""
    happening = item.happening
    if not happening.ours or happening.cancelled:
        return NOT_OURS
    return WOULD_TELL if tells_people and happening.people else ""


def takes_no_part(item: Item) -> bool:
    """A series: its occurrences are records of their own, and its files belong to none of them. A private event of this
    mailbox."""
    return item.happening.kind != "single" or is_secret(item)


def is_secret(item: Item) -> bool:
    """Whether it is a private event of this mailbox; one that the CRM made private is no secret to it."""
    return item.happening.private and item.properties.get(ORIGIN) != PRIVATE_THERE
