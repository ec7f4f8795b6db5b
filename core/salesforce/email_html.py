"""The HTML of an email without what could act in somebody's browser: an allow-list of tags and attributes, in which
everything else is left out. Scripts, styles, inputs and embedded objects go with their content; links keep http, https
and mailto; pictures go, since loading them tells their sender that the email was read."""

from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

_TAGS = frozenset(
    "a abbr b blockquote br caption center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i ins li ol"
    " p pre q s small span strike strong sub sup table tbody td tfoot th thead tr u ul".split()
)
_EMPTY = frozenset({"br", "col", "hr"})
_DROPPED = frozenset("script style title iframe object applet svg math textarea select template noscript".split())
_ATTRIBUTES = frozenset(
    "align alt border cellpadding cellspacing colspan dir height lang rowspan title valign width".split()
)
_SCHEMES = frozenset({"http", "https", "mailto"})


class _Cleaner(HTMLParser):
    """out: the pieces that were let through."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._open: list[str] = []
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropping or tag in _DROPPED:
            # Only the tag that began to drop is waited for, nested ones of its name included.
            self._dropping += [tag] if not self._dropping or tag == self._dropping[0] else []
        elif tag in _TAGS:
            kept = "".join(f' {name}="{escape(value)}"' for name, value in map(_attribute, attrs) if name)
            self.out.append(f"<{tag}{kept}>")
            self._open += [tag] if tag not in _EMPTY else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _EMPTY:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            self._dropping = self._dropping[:-1] if tag == self._dropping[0] else self._dropping
        elif tag in self._open:
            while self._open:
                closed = self._open.pop()
                self.out.append(f"</{closed}>")
                if closed == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.out.append(escape(data, quote=False))

    def finish(self) -> str:
        self.close()
        return "".join([*self.out, *(f"</{tag}>" for tag in reversed(self._open))])


def _attribute(given: tuple[str, str | None]) -> tuple[str, str]:
    """(name, value) of what may stay, two empty texts for the rest."""
    name, value = given[0], given[1] or ""
    if name in _ATTRIBUTES:
        return name, value
    return (name, value.strip()) if name == "href" and _harmless(value) else ("", "")


def _harmless(link: str) -> bool:
    try:
        scheme = urlsplit("".join(link.split())).scheme
    except ValueError:
        return False
    return scheme.lower() in _SCHEMES


def cleaned(html: str) -> str:
    """The HTML with harmless tags and attributes only, every opened tag closed."""
    cleaner = _Cleaner()
    cleaner.feed(html)
    return cleaner.finish()
