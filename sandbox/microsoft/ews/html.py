"""Between a plain text and the HTML that Exchange makes of it, for BodyType."""

import re
from html import escape

from lxml import etree
from lxml import html as lxml_html

_BLOCKS = frozenset("p div tr li h1 h2 h3 h4 h5 h6 ul ol table blockquote".split())
_SILENT = frozenset(("script", "style", "head"))
_SPACE = re.compile("[ \\t\\r\\n\\f]+")
_CONVERTED = "<!-- converted from text -->"
_PAGE = (
    '<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n'
    "<body>\r\n{}\r\n</body>\r\n</html>\r\n"
)


def to_text(html: str) -> str:
    """What a person would read: a line for each paragraph, nothing of the head."""
    if not html.strip():
        return ""
    try:
        root = lxml_html.document_fromstring(html)
    except (etree.ParserError, ValueError):
        return ""
    text, body = _Text(), root.find("body")
    top = root if body is None else body
    for event, element in etree.iterwalk(top, events=("start", "end", "comment", "pi")):
        if event == "start":
            text.begin(element.tag)
            text.add("" if element.tag in _SILENT else element.text)
            continue
        if event == "end":
            text.end(element.tag)
        if element is not top:
            text.add(element.tail)
    return "".join(text.parts).strip()


class _Text:
    """Lines in the making: white space is folded, blocks begin and end lines, <br> ends one."""

    def __init__(self) -> None:
        self.parts = ["\n"]

    def add(self, text: str | None) -> None:
        folded = _SPACE.sub(" ", text or "")
        folded = folded.lstrip(" ") if self.parts[-1][-1] in "\n " else folded
        if folded:
            self.parts.append(folded)

    def begin(self, tag: str) -> None:
        if tag == "br" or (tag in _BLOCKS and self.parts[-1][-1] != "\n"):
            self._break()

    def end(self, tag: str) -> None:
        if tag in _BLOCKS and self.parts[-1][-1] != "\n":
            self._break()

    def _break(self) -> None:
        last = self.parts.pop().rstrip(" ")
        self.parts += [last, "\n"] if last else ["\n"]


def to_html(text: str) -> str:
    return _PAGE.format(escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br>\r\n"))


def converted(text: str) -> str:
    """As Graph shows what is kept as plain text."""
    return to_html(text).replace("<body>", f"<body>{_CONVERTED}", 1)
