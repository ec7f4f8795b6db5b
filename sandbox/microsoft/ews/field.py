"""One EWS property of an item: its address in requests, its name in the store, how its value travels."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One property.

    kind: text, moment, day, flag, number, percent, strings, body, binary, choice, emails, phones, addresses, ims,
    people, person, recurrence, attendees, zone, or `server` for what only the server makes; default: what an item
    without a value shows (None: the element is left out).
    """

    uri: str
    name: str
    kind: str = "text"
    default: object = None

    @property
    def element(self) -> str:
        return self.uri.partition(":")[2]

    @property
    def writable(self) -> bool:
        return self.kind != "server"
