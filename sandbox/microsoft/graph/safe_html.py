"""HTML without what could run, as Outlook's API gives bodies unless asked for more (graph/api/message-get)."""

from lxml import etree
from lxml import html as lxml_html

_GONE = ("script", "object", "embed", "applet", "iframe", "frame", "frameset", "form", "base", "meta")
_LINKS = ("href", "src", "action", "background", "formaction")


def safe(html: str) -> str:
    """The same page; what cannot be parsed is given as nothing. Pages without anything unsafe come back unchanged."""
    if not html.strip():
        return html
    try:
        root = lxml_html.document_fromstring(html)
    except (etree.ParserError, ValueError):
        return ""
    gone = [e for e in root.iter(*_GONE) if isinstance(e, lxml_html.HtmlElement) and _runs(e)]
    for element in gone:
        element.drop_tree()
    changed = bool(gone)
    for element in root.iter(etree.Element):
        for name in _unsafe(element):
            del element.attrib[name]
            changed = True
    return lxml_html.tostring(root, encoding="unicode") if changed else html


def _runs(element: etree._Element) -> bool:
    """All of these may do something, but a meta element that tells the character set or nothing the page obeys."""
    order = str(element.get("http-equiv", "")).lower()
    return element.tag != "meta" or order not in ("", "content-type")


def _unsafe(element: etree._Element) -> list[str]:
    found = []
    for key, value in element.attrib.items():
        name, target = str(key).lower(), "".join(str(value).split()).lower()
        if name.startswith("on") or (name in _LINKS and target.startswith(("javascript:", "vbscript:", "data:text"))):
            found.append(str(key))
    return found
