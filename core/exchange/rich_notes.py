"""Notes that are HTML: only the marked section and the lines that were changed as text are written anew, all else stays
byte for byte. A change that would lose what no text shows (a link, a picture) is refused, and the rest of the write
goes without it."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from core import notes
from core.errors import Rejected, SyncError
from core.exchange.errors import REFUSED
from core.exchange.html_edits import Edit, Lossy, NotesEdits, edited, kept
from core.exchange.html_lines import Line, Page, Range, is_element, page_of
from core.exchange.mailbox import MOVE, Write
from core.records import Key, Value
from core.store import Outcome, Refused, Written
from core.values import replace, valueclass

LOSSY = (
    "The notes in Outlook hold links, pictures or a layout that this change of them in Salesforce would lose:"
    " change them in Outlook."
)
_MARGIN = "margin-top:1em"


def written(
    writes: Sequence[Write],
    pages: Callable[[Sequence[Key]], Mapping[Key, str | SyncError]],
    send: Callable[[Sequence[Write]], list[Outcome]],
) -> list[Outcome]:
    """Updates by `send`, those of notes that are HTML as HTML. pages: those notes by key, or why
    they cannot be read; called where notes change."""
    keys = [write.key for write in writes if write.key and "body" in write.fields]
    found = pages(keys) if keys else {}
    done = [_as_html(write, found.get(write.key or "")) for write in writes]
    answers = iter(send([one.write for one in done if one.write]))
    return [_outcome(next(answers) if one.write else one.error, one.error) for one in done]


@valueclass(frozen=True, slots=True)
class _Fitted:
    """write: what is sent, None for nothing. error: why not all of it."""

    write: Write | None
    error: SyncError | None = None


def _outcome(answer: Outcome | None, error: SyncError | None) -> Outcome:
    if isinstance(answer, Written) and isinstance(error, Rejected):
        return replace(answer, refused=Refused(frozenset({"body"}), error))
    if answer is None:
        raise AssertionError("a write that is not sent has its reason")
    return answer


def _as_html(write: Write, source: str | SyncError | None) -> _Fitted:
    if isinstance(source, SyncError):
        return _Fitted(None, source)
    if not source or "body" not in write.fields:
        return _Fitted(write)
    page = page_of(source)
    if page.converted:
        return _Fitted(write)
    before = notes.split(page.text)[0] if write.before is None else write.before.fields.get("body")
    try:
        return _Fitted(replace(write, html=changed(page, before, write.fields["body"])))
    except Lossy:
        if page.plain:
            return _Fitted(write)
        error = Rejected(LOSSY, code="rich_notes", field="body", label=REFUSED)
        return _Fitted(_without_notes(write, page, before), error)


def _without_notes(write: Write, page: Page, before: Value) -> Write | None:
    """What else is to be written: another section, other fields, the mark of a move."""
    section = notes.split(str(write.fields["body"] or ""))[1]
    there = notes.split(page.text)[1] if write.before is None else write.before.fields.get("crm_section")
    if section != there:
        text = notes.join(str(before or ""), section)
        fields, html = {**write.fields, "body": text}, changed(page, before, text)
        return replace(write, fields=fields, html=html, categories=None)
    rest = {name: value for name, value in write.fields.items() if name != "body"}
    return replace(write, fields=rest, categories=None) if rest or MOVE in write.properties else None


def changed(page: Page, before: Value, after: Value) -> str:
    """The page with these notes and this section. before: the notes as text now, as the server tells them. after: as
    core.notes joins it. Raises Lossy."""
    told, section = notes.split(str(after or ""))
    first, last = _marked(page)
    edits: list[Edit] = []
    if told != before:
        rest = replace(page, lines=[*page.lines[:first], *page.lines[last:]])
        edits += NotesEdits(rest, str(before or ""), str(told or "")).edits
    return edited(page, edits + _section_edits(page, first, last, section))


def _marked(page: Page) -> tuple[int, int]:
    """The lines of the section; an empty range at the end where there is none."""
    count = len(page.lines)
    first = next((at for at, line in enumerate(page.lines) if notes.START in line.text), count)
    last = next((at for at in range(first, count) if notes.END in page.lines[at].text), count - 1)
    return first, max(first, last + 1)


def _section_edits(page: Page, first: int, last: int, section: str | None) -> list[Edit]:
    block = _block(section) if section else ""
    if first < last:
        start, end = _between(page.lines[first], page.lines[last - 1])
        return [(start, end, block + kept(page, start, end))]
    ends = [one.start for one in page.tokens if one.kind == "close" and one.name in ("body", "html")]
    at = ends[0] if ends else len(page.source)
    return [(at, at, block)] if block else []


def _between(first: Line, last: Line) -> Range:
    """From mark to mark, with the element that holds nothing else."""
    start = first.places[first.text.find(notes.START)][0]
    found = last.text.find(notes.END)
    end = last.places[found + len(notes.END) - 1 if found >= 0 else -1][1]
    alone = first.text.startswith(notes.START) and (found < 0 or last.text.endswith(notes.END))
    opened, closed = first.begin, last.end
    return (opened.start, closed.end) if alone and opened and closed and is_element(opened, closed) else (start, end)


def _block(section: str) -> str:
    lines = [notes.START, *section.split("\n"), notes.END]
    return f'<div style="{_MARGIN}">{"<br>".join(" ".join(map(_word, line.split(" "))) for line in lines)}</div>'


def _word(word: str) -> str:
    """Escaped; an address that is safe to follow as a link."""
    text = escape(word)
    return f'<a href="{text}">{text}</a>' if word.startswith("https://") else text
