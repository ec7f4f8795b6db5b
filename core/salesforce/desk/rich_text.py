"""What a field that holds HTML says, as text.

Salesforce keeps HTML in rich text areas and makes it in formulas with a link or a picture; describe tells both by
`htmlFormatted` (SOAP API Developer Guide, "Field").
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 ul ol li table tr blockquote pre".split())
_SILENT = frozenset("script style head title template".split())
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")


def text_of(html: str) -> str:
    """One line for each block or break, items of a list with a bullet, of a picture its words."""
    try:
        root = lxml_html.fragment_fromstring(html.replace("\x00", ""), create_parent="div")
    except (etree.ParserError, ValueError):
        return html
    return _BREAKS.sub("\n", _BLANKS.sub(" ", "".join(_pieces(root)))).strip()


def _pieces(root: etree._Element) -> Iterator[str]:
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = str(element.tag).lower() if isinstance(element.tag, str) else ""
        if event == "start":
            silent += bool(silent or tag in _SILENT)
            if not silent:
                yield _opening(element, tag)
            continue
        if event == "end":
            silent = max(0, silent - 1)
            yield "\n" if tag in _BLOCKS and not silent else ""
        if not silent:
            yield _inline(element.tail)


def _opening(element: etree._Element, tag: str) -> str:
    mark = "\n• " if tag == "li" else "\n" if tag in _BLOCKS or tag == "br" else ""
    words = str(element.get("alt") or "") if tag == "img" else element.text
    return mark + _inline(words)


def _inline(text: str | None) -> str:
    """A line break of the source is a blank."""
    return " ".join((text or "").split("\n"))
