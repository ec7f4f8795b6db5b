"""References and identifiers of a manifest: every resid points to a resource of the right kind, within the limits."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from lxml import etree

from ops.manifest.order import local

ID_LIMIT = 32
SHORT, LONG = 125, 250
# The element of a reference, or its parent and itself, and the list of resources that it must point into.
LISTS = {
    "Label": "bt:ShortStrings",
    "Title": "bt:ShortStrings",
    "Description": "bt:LongStrings",
    "bt:Image": "bt:Images",
    "SourceLocation": "bt:Urls",
    "FunctionFile": "bt:Urls",
    "Runtime": "bt:Urls",
    "Override": "bt:Urls",
}


def problems(root: etree._Element) -> Iterator[str]:
    defined = {str(one.get("id")): local(parent) for one in _resources(root) if (parent := one.getparent()) is not None}
    used = [(one, str(one.get("resid"))) for one in root.iter(etree.Element) if one.get("resid") is not None]
    for element, resid in used:
        place = f"line {element.sourceline}, {local(element)}"
        wanted = LISTS.get(local(element))
        if resid not in defined:
            yield f'{place}: resid "{resid}" points nowhere; no resource has this id.'
        elif wanted and defined[resid] != wanted:
            yield f'{place}: resid "{resid}" is one of {defined[resid]}, and must be one of {wanted}.'
    for resid in sorted(set(defined) - {resid for _, resid in used}):
        yield f'The resource "{resid}" is used by nothing.'
    yield from _identifiers(root)


def _identifiers(root: etree._Element) -> Iterator[str]:
    ids = [str(one.get("id")) for one in root.iter(etree.Element) if one.get("id") and local(one) != "OfficeTab"]
    for name, count in Counter(ids).items():
        if count > 1:
            yield f'The id "{name}" is given {count} times.'
    for name in sorted({*ids, *(str(one.get("resid")) for one in root.iter(etree.Element) if one.get("resid"))}):
        if len(name) > ID_LIMIT:
            yield f'The id "{name}" has {len(name)} characters; {ID_LIMIT} are allowed.'
    own = (root.findtext("{*}Id") or "").strip()
    try:
        UUID(own)
    except ValueError:
        yield f'Id "{own}" is no UUID.'


def texts(root: etree._Element) -> Iterator[str]:
    """Texts that are too long, and translations that one text has and another has not."""
    spoken = {}
    for parent, limit in (("ShortStrings", SHORT), ("LongStrings", LONG)):
        for one in root.iterfind(f".//{{*}}{parent}/{{*}}String"):
            name = str(one.get("id"))
            translations = {str(o.get("Locale")): str(o.get("Value")) for o in one.iterchildren(etree.Element)}
            for locale, text in {"": str(one.get("DefaultValue")), **translations}.items():
                if len(text) > limit:
                    where = f"{name}, {locale}" if locale else name
                    yield f'The text "{where}" has {len(text)} characters; {limit} are allowed.'
            if translations:
                spoken[name] = set(translations)
    everywhere: set[str] = set().union(*spoken.values())
    for name, locales in spoken.items():
        for locale in sorted(everywhere - locales):
            yield f'The text "{name}" is not translated into {locale}.'


def _resources(root: etree._Element) -> Iterator[etree._Element]:
    for resources in root.iter("{*}Resources"):
        for group in resources.iterchildren(etree.Element):
            yield from group.iterchildren(etree.Element)
