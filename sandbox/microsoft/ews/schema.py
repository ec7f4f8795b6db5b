"""Checks a request against the order and values of `grammar`, and refuses as Exchange does: ErrorSchemaValidation."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from sandbox.microsoft.ews import grammar, grammar_values, uris
from sandbox.microsoft.ews.errors import schema_fault
from sandbox.microsoft.ews.fields import INDEXED
from sandbox.microsoft.ews.wire import MESSAGES, TYPES, Element, attributes, line, local

MAX_INT = 2**31 - 1


@dataclass(frozen=True)
class Slot:
    """One place in the order: any of these names, at least `least` times, at most once unless `many`."""

    names: frozenset[str]
    least: int
    many: bool


@dataclass(frozen=True)
class Rule:
    attributes: tuple[str, ...]
    slots: tuple[Slot, ...]


@cache
def rules() -> dict[str, Rule]:
    return dict(_rule(line) for line in grammar.RULES.strip().splitlines())


def _rule(line: str) -> tuple[str, Rule]:
    head, _, body = line.partition(" =")
    name, *attributes = head.split("@")
    slots: tuple[Slot, ...]
    if body.endswith(" ..."):
        slots = (Slot(frozenset(body.removesuffix(" ...").strip().split("|")), 1, True),)
    else:
        slots = tuple(_slot(word) for word in body.split())
    return name, Rule(tuple(a for a in attributes if a != "any"), slots)


def _slot(word: str) -> Slot:
    mark = word[-1] if word[-1] in "?*+" else ""
    return Slot(frozenset(word.rstrip("?*+").split("|")), 0 if mark in ("?", "*") else 1, mark in ("*", "+"))


def check(operation: Element) -> None:
    """Raises SoapFault where the operation, or anything below it that the grammar knows, breaks the schema."""
    traversal = operation.get("Traversal")
    allowed = grammar_values.TRAVERSALS.get(local(operation), "").split()
    if traversal is not None and traversal not in allowed:
        raise _violation(operation, f"The 'Traversal' attribute is invalid - the value '{traversal}' is invalid.")
    for child in operation:
        _check_namespace(child, (MESSAGES, TYPES) if local(operation) == "GetUserAvailabilityRequest" else (MESSAGES,))
    _check_order(operation)
    for element in operation.iterdescendants():
        _check_order(element)
        if element.getparent() is not operation:
            # exchangelib sends the Watermark of Subscribe as m:, where the schema wants t:.
            watermark = local(element) == "Watermark"
            _check_namespace(element, (MESSAGES, TYPES) if watermark else (TYPES,))


def _check_namespace(element: Element, expected: tuple[str, ...]) -> None:
    namespace = str(element.tag).partition("}")[0][1:]
    if namespace not in expected:
        raise _violation(element, f"The element '{local(element)}' has no place in the namespace '{namespace}'.")


def _check_order(element: Element) -> None:
    name = local(element)
    _check_attributes(element, name)
    rule = rules().get(name)
    if rule is None or (name == "Contact" and local(_parent(element)) == "Resolution"):
        _check_value(element, name)
        return
    for attribute in rule.attributes:
        if element.get(attribute) is None:
            raise _violation(element, f"The required attribute '{attribute}' is missing.")
    if name != "Entry" and (element.text or "").strip():
        raise _violation(element, f"The element '{name}' cannot contain text.")
    position = 0
    children = [local(child) for child in element]
    for slot in rule.slots:
        count = 0
        while position < len(children) and children[position] in slot.names and (slot.many or count == 0):
            position, count = position + 1, count + 1
        if count < slot.least:
            found = children[position] if position < len(children) else None
            raise _unexpected(element, found, sorted(slot.names))
    if position < len(children):
        raise _unexpected(element, children[position], [])


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _check_attributes(element: Element, name: str) -> None:
    if name == "DistinguishedFolderId" and element.get("Id") not in grammar_values.FOLDER_NAMES:
        raise _violation(element, f"The 'Id' attribute is invalid - the value '{element.get('Id')}' is invalid.")
    for key, value in attributes(element).items():
        if name == "Entry" and key == "Key":
            keys = grammar_values.KEYS.get(local(_parent(element)), value).split()
            if value not in keys:
                raise _violation(element, f"The 'Key' attribute is invalid - the value '{value}' is invalid.")
        elif not _good("@Indexed" if name == "IndexedFieldURI" and key == "FieldURI" else f"@{key}", value):
            raise _violation(element, f"The '{key}' attribute is invalid - the value '{value}' is invalid.")


def _check_value(element: Element, name: str) -> None:
    if len(element) and name in _tests():
        raise _violation(element, f"The element '{name}' cannot contain child elements.")
    if len(element) == 0 and not _good(name, element.text or ""):
        raise _violation(element, f"The '{name}' element is invalid - the value '{element.text}' is invalid.")


def _good(name: str, value: str) -> bool:
    test = _tests().get(name)
    return test is None or test(value.strip())


@cache
def _tests() -> dict[str, Callable[[str], bool]]:
    guid = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
    number = re.compile(r"[+-]?\d{1,10}")
    moment = re.compile(r"-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")
    tests: dict[str, Callable[[str], bool]] = {}
    tests |= dict.fromkeys(grammar_values.BOOLEANS, lambda v: v in ("0", "1", "true", "false"))
    tests |= dict.fromkeys(
        grammar_values.INTEGERS, lambda v: number.fullmatch(v) is not None and abs(int(v)) <= MAX_INT
    )
    tests |= dict.fromkeys(grammar_values.MOMENTS, lambda v: moment.match(v) is not None)
    for name, words in grammar_values.CHOICES.items():
        tests[name] = frozenset(words.split()).__contains__
    day = re.compile(r"\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?")
    # A task's StartDate is a moment, a recurrence's a day.
    tests["StartDate"] = lambda v: (day.fullmatch(v) or moment.match(v)) is not None
    tests["EndDate"] = lambda v: day.fullmatch(v) is not None
    tests["DaysOfWeek"] = lambda v: bool(v) and set(v.split()) <= grammar_values.DAYS
    tests["PercentComplete"] = lambda v: re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", v) is not None
    tests["@PropertyTag"] = lambda v: re.fullmatch(r"0[xX][0-9A-Fa-f]{1,4}|\d{1,5}", v) is not None
    tests["@PropertySetId"] = lambda v: guid.fullmatch(v) is not None
    tests["@FieldURI"] = uris.known
    tests["@Indexed"] = {*INDEXED, "item:InternetMessageHeader", "distributionlist:Members:Member"}.__contains__
    tests["UnresolvedEntry"] = bool
    tests["@Mailbox"] = bool
    tests["UserConfigurationProperties"] = lambda v: set(v.split()) <= grammar_values.CONFIGURATION_PARTS
    tests["MaxChangesReturned"] = lambda v: v.isdecimal() and 1 <= int(v) <= 512
    return tests


def _unexpected(element: Element, found: str | None, expected: list[str]) -> Exception:
    wanted = f" List of possible elements expected: '{', '.join(expected)}'." if expected else ""
    if found is None:
        return _violation(element, f"The element '{local(element)}' has incomplete content.{wanted}")
    return _violation(element, f"The element '{local(element)}' has invalid child element '{found}'.{wanted}")


def _violation(element: Element, text: str) -> Exception:
    return schema_fault(text, line(element))
