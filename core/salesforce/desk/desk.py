"""One user's desk: the client, and what describes told. Records are read with the describes they need in one call."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import SyncError
from core.salesforce.client import Client, Part
from core.salesforce.composite import Answer, composite
from core.salesforce.desk.descriptions import Descriptions
from core.salesforce.desk.fields import MASTER, NAME_FIELDS, ObjectFacts, object_facts
from core.salesforce.desk.layouts import Layout, Layouts, layout_of, layouts_of
from core.salesforce.desk.objects import Listed, listed_objects
from core.salesforce.links import lightning

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}\Z")
ALL = "sobjects"


class NotThere(SyncError):
    """There is no such object or record, or this user may not see it: Salesforce answers both the same."""

    def __init__(self, message: str = "This record is no longer in Salesforce, or you may not see it.") -> None:
        super().__init__(message, code="not_found")


def described(sobject: str) -> str:
    return f"sobjects/{sobject}/describe"


def laid_out(sobject: str, record_type: str | None = None) -> str:
    return f"sobjects/{sobject}/describe/layouts{f'/{record_type}' if record_type else ''}"


@dataclass(slots=True)
class Desk:
    """Every method raises Transient and Unauthorized."""

    client: Client
    known: Descriptions = field(default_factory=Descriptions)

    def ask(self, paths: Iterable[str], parts: Sequence[Part] = (), purpose: str = "read") -> list[Answer]:
        """One call for the parts and for those descriptions that are not fresh; none when there is nothing to ask."""
        wanted = [path for path in dict.fromkeys(paths) if self.known.stale(path)]
        sent = [*(self.known.part(path) for path in wanted), *parts]
        if not sent:
            return []
        answers = composite(self.client, sent, purpose, safe=True)
        for path, answer in zip(wanted, answers, strict=False):
            self.known.take(path, answer, _reader(path))
        return answers[len(wanted) :]

    def object(self, sobject: str) -> ObjectFacts:
        """The describe of an object that was asked for. Raises NotThere."""
        found = self.known.get(described(sobject))
        if not isinstance(found, ObjectFacts):
            raise NotThere("Salesforce has no such kind of record, or you may not see it.")
        return found

    def sure(self, sobject: str) -> ObjectFacts:
        """The same, asked for where needed. Raises NotThere."""
        path = described(named(sobject))
        self.ask([path], purpose="describe")
        return self.object(sobject)

    def layouts(self, sobject: str) -> Layouts | None:
        found = self.known.get(laid_out(sobject))
        return found if isinstance(found, Layouts) else None

    def layout(self, sobject: str, record_type: str | None) -> Layout | None:
        """The page layout of a record; None where the object has none, or it is to be asked for yet."""
        all_of = self.layouts(sobject)
        found = all_of.only if all_of else None
        return found or self.known.get(laid_out(sobject, record_type or MASTER))

    def missing_layout(self, sobject: str, record_type: str | None) -> list[str]:
        """The path of the record type's own layout, where there is one to ask for."""
        all_of = self.layouts(sobject)
        if all_of is None or all_of.only is not None:
            return []
        return [laid_out(sobject, record_type or MASTER)]

    def objects(self) -> Mapping[str, Listed]:
        """The objects that this user may see, by name; asked for where needed."""
        self.ask([ALL], purpose="objects")
        found = self.known.get(ALL)
        return found if isinstance(found, dict) else {}

    def name_field(self, sobject: str) -> str:
        """The field that names a record of the object: as describe tells, else as such objects usually have it."""
        facts = self.known.get(described(sobject))
        found = facts.name_field if isinstance(facts, ObjectFacts) else None
        return found or NAME_FIELDS.get(sobject, "Name")

    def url(self, sobject: str, record_id: str) -> str:
        """The record's page in Salesforce."""
        return lightning(self.client.instance_url or "", sobject, record_id)


def named(sobject: str) -> str:
    """The name of an object as it may stand in an address. Raises NotThere."""
    if not NAME.match(sobject):
        raise NotThere("Salesforce has no such kind of record, or you may not see it.")
    return sobject


def _reader(path: str) -> Callable[[object], Any]:
    if path == ALL:
        return listed_objects
    if path.endswith("/describe"):
        return object_facts
    return layouts_of if path.endswith("/layouts") else layout_of
