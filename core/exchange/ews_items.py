"""What the kinds of items have in common on EWS's wire (MS-OXWSCORE). Read and written with lxml directly:
exchangelib's own objects cost 0.85 to 1.5 ms of CPU an item."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.exchange import wire
from core.exchange.ews_paths import BODY, CATEGORIES, COMMON, Element, Path, T, named, put, t
from core.exchange.mailbox import PROPERTY_SET, Item, Write
from core.records import Fields, Value, canonical

# The order in which the schema wants the children of any item that we write; a kind's own follow.
ORDER = (
    *("Subject", "Sensitivity", "Body", "Categories", "Importance"),
    *("ReminderDueBy", "ReminderIsSet", "ReminderMinutesBeforeStart", "ExtendedProperty"),
)


@dataclass(frozen=True, slots=True)
class EwsKind:
    """One kind of item. element: its element and, in a feed, its name. home: the distinguished id of the default
    folder. folder_element, folder_class: of folders that hold such items. paths: by the name of a wire field, how it is
    set. texts: those that a restriction can compare as text. order: the schema's order of children after ORDER.
    fields: canonical fields of an element, `body` as it is there. spread: a write's canonical fields as wire fields
    (one may need another: a reminder and its switch). children: the elements of wire fields, unsorted. more: what else
    is read, for Item."""

    what: str
    element: str
    home: str
    folder_element: str
    folder_class: str
    paths: Mapping[str, Path]
    texts: frozenset[str]
    order: tuple[str, ...]
    fields: Callable[[Element], dict[str, Value]]
    children: Callable[[Fields], list[Element]]
    spread: Callable[[Write], Fields] = lambda write: write.fields
    more: Callable[[Element], dict[str, Any]] = lambda element: {}
    extra: tuple[Path, ...] = ()

    @property
    def read(self) -> tuple[Path, ...]:
        """The paths that GetItem asks for."""
        return (*COMMON, *(path for path in self.paths.values() if path != BODY), *self.extra)


# Reading


def decode(kind: EwsKind, element: Element) -> Item | None:
    """An item of a GetItem reply; None for one of another kind (a distribution list) or without an id."""
    item_id = element.find(f"{T}ItemId")
    if element.tag != T + kind.element or item_id is None or not item_id.get("Id"):
        return None
    raw = {**kind.fields(element), "body": element.findtext(f"{T}Body")}
    tagged, ours = properties(element)
    folder = element.find(f"{T}ParentFolderId")
    return Item(
        key=item_id.get("Id"),
        version=item_id.get("ChangeKey", ""),
        folder="" if folder is None else folder.get("Id", ""),
        fields=wire.fields_of(raw),
        categories=categories(element),
        modified=wire.moment_of(element.findtext(f"{T}LastModifiedTime")),
        properties=ours,
        identity=tagged.get(0x300B),
        **kind.more(element),
    )


def categories(item: Element) -> tuple[str, ...]:
    return wire.categories_of(each.text for each in item.iterfind(f"{T}Categories/{T}String"))


def identity(item: Element) -> str | None:
    return properties(item)[0].get(0x300B)


def properties(item: Element) -> tuple[dict[int, str], dict[str, str]]:
    """Extended properties by tag, and ours by name."""
    tagged: dict[int, str] = {}
    ours: dict[str, str] = {}
    for extended in item.iterfind(f"{T}ExtendedProperty"):
        uri, value = extended.find(f"{T}ExtendedFieldURI"), extended.findtext(f"{T}Value")
        if uri is None or not value:
            continue
        if tag := uri.get("PropertyTag"):
            tagged[_number(tag)] = value
        elif (uri.get("PropertySetId") or "").lower() == PROPERTY_SET:
            ours[uri.get("PropertyName", "")] = value
    return tagged, ours


def _number(tag: str) -> int:
    """Exchange answers tags in hexadecimal or decimal, whatever was asked; -1 for what is no number."""
    try:
        return int(tag, 0)
    except ValueError:
        return -1


# Writing


def encode_new(kind: EwsKind, write: Write) -> Element:
    """The item of a CreateItem, children in the schema's order."""
    values = {name: value for name, value in kind.spread(write).items() if value is not None}
    children = kind.children(values)
    if "body" in values:
        children.append(body(values["body"]))
    if write.categories:
        children.append(_categories(write.categories))
    children += [property_of(named(name), value) for name, value in write.properties.items()]
    order = (*ORDER, *kind.order)
    return put(t(kind.element), *sorted(children, key=lambda child: order.index(child.tag[len(T) :])))


def encode_changes(kind: EwsKind, write: Write) -> Element:
    """The t:Updates of an UpdateItem: only what the write names."""
    updates = t("Updates")
    for name, value in kind.spread(write).items():
        path = kind.paths[name]
        if name == "body" and write.html is not None:
            put(updates, _set(kind, path, [t("Body", write.html, BodyType="HTML")]))
        elif value is None:
            put(updates, put(t("DeleteItemField"), path.element()))
        else:
            put(updates, _set(kind, path, [body(value)] if name == "body" else kind.children({name: value})))
    put(updates, *write.updates)
    if write.categories:
        put(updates, _set(kind, CATEGORIES, [_categories(write.categories)]))
    elif write.categories is not None:
        put(updates, put(t("DeleteItemField"), CATEGORIES.element()))
    for name, text_ in write.properties.items():
        put(updates, _set(kind, named(name), [property_of(named(name), text_)]))
    return updates


def _set(kind: EwsKind, path: Path, children: Sequence[Element]) -> Element:
    return put(t("SetItemField"), path.element(), put(t(kind.element), *children))


def body(value: Value) -> Element:
    return t("Body", text(value), BodyType="Text")


def _categories(names: tuple[str, ...]) -> Element:
    return put(t("Categories"), *(t("String", text(name)) for name in names))


def property_of(path: Path, value: str) -> Element:
    return put(t("ExtendedProperty"), path.element(), t("Value", value))


def text(value: Value) -> str:
    return str(canonical(value) or "")
