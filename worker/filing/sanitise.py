"""HTML of a mail without anything that runs, calls home or takes over the page that shows it.

A strict list of what may stay (OWASP Cross-Site Scripting Prevention Cheat Sheet, "HTML Sanitization"): elements and
attributes that are not on it go, with their contents where these are no text for people. Pictures from the web and
those that are parts of the message go, too: the former tell the sender who reads, the latter are files of their own;
their text stays.
"""

import re
from collections.abc import Iterator
from html import escape

from lxml import etree
from lxml import html as lxml_html

_ELEMENTS = frozenset(
    "a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt"
    " em font footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q s samp section small span"
    " strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
# What is within these is no text for people.
_WHOLE = frozenset(
    "applet audio base canvas embed frame frameset head iframe link math meta noembed noframes noscript object param"
    " script source style svg template textarea title track video select option xml".split()
)
_ATTRIBUTES = frozenset(
    "align alt bgcolor border cellpadding cellspacing color colspan datetime dir face headers height lang"
    " nowrap reversed rowspan scope size span start style summary title type valign value width".split()
)
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
# Properties of text and tables; nothing that places a box over the page or loads something.
_STYLES = re.compile(
    r"(background-color|border(-(top|right|bottom|left))?(-(width|style|color))?|border-collapse|color|direction|font"
    r"|font-(family|size|style|weight)|height|letter-spacing|line-height|list-style-type|margin(-(top|right|bottom"
    r"|left))?|max-width|padding(-(top|right|bottom|left))?|text-(align|decoration|indent|transform)|vertical-align"
    r"|white-space|width|word-(break|spacing|wrap))",
    re.IGNORECASE,
)
_UNSAFE_VALUE = re.compile(r"url|expression|image|attr|var|javascript|vbscript|behavio|[\\@<>{}()!]", re.IGNORECASE)
_INVISIBLE = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_TAG = re.compile("<[^>]*>")
_VOID = frozenset(("br", "col", "hr", "wbr"))


def sanitise(html: str | None) -> str | None:
    """A harmless piece of HTML with the same text; None where nothing is left or it cannot be read as HTML."""
    if not html or not html.strip():
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml_html.document_fromstring(html.replace("\x00", "").encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    clean = "".join(_pieces(root))
    return clean if _TAG.sub("", clean).strip() else None


def _pieces(root: etree._Element) -> Iterator[str]:
    """Opening tags, texts and closing tags in order; nothing of the source is copied unescaped."""
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag).lower()
        if event == "start":
            hidden += bool(hidden or tag in _WHOLE)
            if not hidden:
                yield _opening(element, tag)
                yield escape(element.text or "", quote=False)
            continue
        if hidden:
            hidden -= 1
        elif tag in _ELEMENTS and tag not in _VOID:
            yield f"</{tag}>"
        if not hidden and element is not root:
            yield escape(element.tail or "", quote=False)


def _opening(element: etree._Element, tag: str) -> str:
    """Of a picture its words; of an element that is not on the list nothing."""
    if tag == "img":
        words = " ".join(str(element.get("alt") or "").split())
        return escape(f"[{words}]", quote=False) if words else ""
    if tag not in _ELEMENTS:
        return ""
    attributes = (_attribute(tag, str(name).lower(), str(value)) for name, value in element.attrib.items())
    return f"<{tag}{''.join(attributes)}>"


def _attribute(tag: str, name: str, value: str) -> str:
    if name == "style":
        value = _style(value)
    elif name == "href":
        if tag != "a" or not _is_safe_address(value):
            return ""
        return f' href="{escape(value)}" rel="noopener noreferrer nofollow"'
    elif name not in _ATTRIBUTES:
        return ""
    return f' {name}="{escape(value)}"' if value else ""


def _is_safe_address(address: str) -> bool:
    """A scheme of the list; browsers skip white space and controls within it. Relative addresses lead nowhere."""
    scheme, colon, _ = _INVISIBLE.sub("", address).partition(":")
    return bool(colon) and scheme.lower() in _SCHEMES


def _style(text: str) -> str:
    kept = []
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon and _STYLES.fullmatch(name.strip()) and not _UNSAFE_VALUE.search(value):
            kept.append(f"{name.strip().lower()}: {value.strip()}")
    return "; ".join(kept)
