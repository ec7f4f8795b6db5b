"""The body of a message or an event as a page for a frame: sanitised, without scripts, with its own pictures inside."""

import base64
import re
from html import escape

from sandbox.microsoft.attachments import Attachment
from sandbox.microsoft.graph.safe_html import safe
from sandbox.microsoft.items import Item
from sandbox.microsoft.store import Mailbox

_LARGEST_PICTURE = 2 * 1024 * 1024
_CID = re.compile(r"""(["'])cid:([^"']+)\1""", re.I)
# A body that chose colours for paper keeps the paper.
_COLOURED = re.compile(r"bgcolor|background|color\s*[=:]", re.I)
_STYLE = """
:root {{ color-scheme: {scheme}; }}
body {{ margin: 0; padding: 4px 20px 20px; overflow-wrap: anywhere; font: 15px/1.45 "Segoe UI", sans-serif; }}
@media (prefers-color-scheme: dark) {{ html {{ background: {dark}; }} {ink} }}
img {{ max-width: 100%; }}
pre {{ white-space: pre-wrap; font-family: inherit; }}
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><base target="_blank"><style>{style}</style></head>
<body>{body}</body></html>
"""
EDITOR = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Message</title><style>
:root { color-scheme: light dark; }
html { height: 100%; } body { min-height: 100%; box-sizing: border-box; margin: 0; padding: 10px 20px;
  font: 15px/1.45 "Segoe UI", system-ui, sans-serif; overflow-wrap: anywhere; outline: none; }
@media (prefers-color-scheme: dark) { html { background: #292929; color: #fff; } }
blockquote { margin: 0 0 0 8px; padding-left: 10px; border-left: 2px solid #b3b0ad; } img { max-width: 100%; }
</style></head><body></body></html>
"""


def page_of(mailbox: Mailbox, item: Item) -> str:
    """A whole HTML page."""
    body, is_html = str(item.fields.get("body") or ""), str(item.fields.get("body_type")).lower() == "html"
    shown = _with_pictures(safe(body), mailbox.attachments(item)) if is_html else _plain(body)
    paper = is_html and _COLOURED.search(body) is not None
    style = _STYLE.format(
        scheme="light" if paper else "light dark",
        dark="#fff" if paper else "#292929",
        ink="" if paper else "body { color: #fff; } a { color: #7fb8f5; }",
    )
    return _PAGE.format(title=escape(str(item.fields.get("subject") or "")), style=style, body=shown)


def _plain(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"


def _with_pictures(html: str, attachments: list[Attachment]) -> str:
    """`cid:` addresses (RFC 2392) replaced by the pictures that they name."""
    known = {a.content_id: a for a in attachments if a.content_id and a.content_type.startswith("image/")}

    def shown(match: re.Match[str]) -> str:
        found = known.get(match[2])
        if found is None or found.size > _LARGEST_PICTURE:
            return match[0]
        return f'"data:{escape(found.content_type)};base64,{base64.b64encode(found.content).decode()}"'

    return _CID.sub(shown, html)
