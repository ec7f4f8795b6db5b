"""`$search` on messages: words and `property:words` in KQL (graph/search-query-parameter, messages).

Words are searched in from, subject and body; all of them must be found, each at the start of a word as Exchange's index
does it, unless OR stands between them; NOT and a leading minus exclude. The newest by date sent come first, at most a
thousand. Ranges such as `received>=…` are not served here.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.microsoft.ews.html import to_text
from sandbox.microsoft.graph.errors import GraphError, bad_query
from sandbox.microsoft.items import Item
from sandbox.microsoft.messages import has_attachments, sent_of
from sandbox.microsoft.store import Mailbox

MOST_RESULTS = 1000
_TERM = re.compile(r'(?P<not>-)?(?:(?P<name>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"()]+))')
_NOT_WITH = {"$filter": "SearchWithFilter", "$orderby": "SearchWithOrderBy"}
_SHOWN = {"$orderby": "$orderBy"}
_PEOPLE = {"to": "to_recipients", "cc": "cc_recipients", "bcc": "bcc_recipients"}

Test = Callable[[Mailbox, Item], bool]


def search(mailbox: Mailbox, items: Sequence[Item], query: dict[str, str]) -> list[Item]:
    """Those that the query's $search finds. Raises GraphError 400."""
    for name, code in _NOT_WITH.items():
        if name in query:
            text = f"The query parameter '{_SHOWN.get(name, name)}' is not supported with '$search'."
            raise GraphError(400, code, text)
    test = _compiled(_unquoted(query["$search"]))
    found = [item for item in items if test(mailbox, item)]
    return sorted(found, key=lambda item: (sent_of(item), item.key), reverse=True)[:MOST_RESULTS]


def _unquoted(text: str) -> str:
    """The value stands in double quotes, which quotes inside are escaped from by a backslash."""
    wanted = text.strip()
    if len(wanted) >= 2 and wanted[0] == wanted[-1] == '"':
        return wanted[1:-1].replace('\\"', '"')
    return wanted


def _compiled(text: str) -> Test:
    """Raises GraphError 400 for what is no term, an unknown property, or nothing at all."""
    groups: list[list[Test]] = [[]]
    negated = False
    for part in re.findall(r'-?(?:[A-Za-z]+:)?"[^"]*"|\S+', text):
        if part in ("OR", "AND", "NOT"):
            groups += [[]] if part == "OR" else []
            negated = part == "NOT"
            continue
        match = _TERM.fullmatch(part)
        if match is None:
            raise bad_query(f"Syntax error: '{part[:60]}' is not valid in '{text[:100]}'.")
        groups[-1].append(_term(match, negated))
        negated = False
    if not all(groups):
        raise bad_query("The value of '$search' has no words to search for.")
    return lambda mailbox, item: any(all(test(mailbox, item) for test in group) for group in groups)


def _term(match: re.Match[str], negated: bool) -> Test:
    name, wanted = (match["name"] or "").lower(), match["word"] or match["phrase"] or ""
    texts = _READERS.get(name)
    if texts is None:
        raise bad_query(f"The property '{name[:40]}' cannot be searched.")
    starts = re.compile(rf"(?<!\w){re.escape(wanted.rstrip('*').casefold())}")
    wants = not (negated or match["not"])
    return lambda mailbox, item: wants == any(starts.search(text.casefold()) for text in texts(mailbox, item))


def _people(*fields: str) -> Callable[[Mailbox, Item], list[str]]:
    def read(mailbox: Mailbox, item: Item) -> list[str]:
        values = (item.fields.get(field) or () for field in fields)
        listed = [one for value in values for one in (value if isinstance(value, list) else [value])]
        return [f"{one.get('name') or ''} {one.get('address') or ''}" for one in listed if one]

    return read


def _subject(mailbox: Mailbox, item: Item) -> list[str]:
    return [str(item.fields.get("subject") or "")]


def _body(mailbox: Mailbox, item: Item) -> list[str]:
    text = str(item.fields.get("body") or "")
    return [to_text(text) if item.fields.get("body_type") == "html" else text]


def _default(mailbox: Mailbox, item: Item) -> list[str]:
    return [" ".join((*_people("from")(mailbox, item), *_subject(mailbox, item), *_body(mailbox, item)))]


def _field(name: str) -> Callable[[Mailbox, Item], list[str]]:
    return lambda mailbox, item: [str(item.fields.get(name) or "Normal")]


def _files(mailbox: Mailbox, item: Item) -> list[str]:
    return [attachment.name for attachment in mailbox.attachments(item)]


def _has_files(mailbox: Mailbox, item: Item) -> list[str]:
    return [str(has_attachments(item)).lower()]


_READERS: dict[str, Any] = {
    "": _default,
    "subject": _subject,
    "body": _body,
    "from": _people("from"),
    "recipients": _people(*_PEOPLE.values()),
    "participants": _people("from", *_PEOPLE.values()),
    "importance": _field("importance"),
    "attachment": _files,
    "hasattachment": _has_files,
    "hasattachments": _has_files,
    **{name: _people(field) for name, field in _PEOPLE.items()},
}
