"""The page of a record: the layout's sections with those fields that this user may see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.salesforce.desk.choices import Choice
from core.salesforce.desk.fields import COMPOUND, MASTER, FieldFacts, ObjectFacts
from core.salesforce.desk.layouts import Layout, Layouts, Placed, Section

# Not for people's eyes, where an object has no layout to tell what is.
_UNSHOWN = frozenset(
    "Id IsDeleted MasterRecordId SystemModstamp LastViewedDate LastReferencedDate PhotoUrl RecordTypeId".split()
)
UNEDITED = ("Latitude", "Longitude", "GeocodeAccuracy")
_UNREADABLE = frozenset({"base64", "complexvalue", "json"})


@dataclass(frozen=True, slots=True)
class Page:
    """What a form is made of. creating: for a new record."""

    facts: ObjectFacts
    layout: Layout | None
    layouts: Layouts | None
    record_type: str | None
    creating: bool = False

    def sections(self) -> list[Section]:
        """As the layout has them, with the fields this user may see; without a layout one section of all."""
        layout = self.layout
        first, second = (layout.reading, layout.editing) if layout else ((), ())
        if self.creating:
            first, second = second, first
        sections = [self._seen(section) for section in first or second] if layout else [self._everything()]
        sections = [section for section in sections if section.fields]
        return self._complete(sections) if self.creating else sections

    def _seen(self, section: Section) -> Section:
        """Flags are those of the editing layout: the reading one does not always tell them."""
        flags = {one.name: one for part in (self.layout.editing if self.layout else ()) for one in part.fields}
        placed = (flags.get(one.name, one) for one in section.fields)
        kept = (one for one in placed if one.name in self.facts.fields and self._wanted(self.facts.fields[one.name]))
        return replace(section, fields=tuple(replace(one, parts=self._parts(one)) for one in kept))

    def _wanted(self, field: FieldFacts) -> bool:
        if field.type in _UNREADABLE:
            return False
        return not self.creating or field.createable or any(part.createable for part in self.facts.parts(field.name))

    def _parts(self, placed: Placed) -> tuple[str, ...]:
        """Of a compound field; where the org uses lists of states and countries, those in place of the free texts.
        The Name of an account is a field of its own, but a person's: then the layout says so by its parts."""
        field = self.facts.fields[placed.name]
        own = field.createable and field.type not in COMPOUND
        known = [] if own else [part.name for part in self.facts.parts(placed.name)]
        names = [name for name in placed.parts if name in self.facts.fields] or known
        edited = [name for name in names if not name.endswith(UNEDITED)]
        return tuple(name for name in edited if f"{name}Code" not in edited)

    def _everything(self) -> Section:
        parts = {part.name for one in self.facts.fields for part in self.facts.parts(one)}
        fields = [field for field in self.facts.fields.values() if field.name not in _UNSHOWN | parts]
        return self._seen(Section(self.facts.label, tuple(Placed(field.name) for field in fields)))

    def _complete(self, sections: list[Section]) -> list[Section]:
        """Without what must be given, and does not stand on the layout, nobody could save."""
        there = {name for section in sections for one in section.fields for name in (one.name, *one.parts)}
        missing = [f.name for f in self.facts.fields.values() if f.must_be_given and f.name not in there]
        if not missing:
            return sections
        head = sections[0] if sections else Section(self.facts.label, ())
        return [replace(head, fields=(*head.fields, *map(Placed, missing))), *sections[1:]]

    def choices(self, field: FieldFacts) -> Iterable[Choice]:
        """Those that the record type allows, in the order and with the default it has."""
        allowed = self.layouts.choices.get(self.record_type or MASTER, {}) if self.layouts else {}
        if field.name not in allowed:
            return field.choices
        known = {choice.value: choice for choice in field.choices}
        return [replace(known[one.value], default=one.default) for one in allowed[field.name] if one.value in known]
