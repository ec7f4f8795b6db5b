"""Between a plain text and the HTML that Exchange makes of it, for BodyType."""

from html import escape

from lxml import etree
from lxml import html as lxml_html

_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3"}
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
    parts: list[str] = []
    body = root.find("body")
    for event, element in etree.iterwalk(root if body is None else body, events=("start", "end")):
        if event == "start":
            parts.append("\n" if element.tag == "br" else "")
            parts.append((element.text or "") if element.tag not in ("script", "style", "head") else "")
        else:
            parts.append("\n" if element.tag in _BREAKS - {"br"} else "")
            parts.append(element.tail or "" if element is not body else "")
    return "".join(parts).replace("\r\n", "").strip()


def to_html(text: str) -> str:
    return _PAGE.format(escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br>\r\n"))
