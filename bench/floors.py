"""The fewest HTTP calls that a run can take, from what each protocol's batches hold, and how many more are allowed.

Each item is read where a feed does not tell it whole, and written once. EWS: pages of 512, chunks of 100, views of
1,000, mails with their bodies in chunks of 20. Graph: $batch of 20, pages of 200. Salesforce: pages of 2,000 rows, five
collections of 200 a call. The bytes of a file are streamed, so each takes a call to read and a call to write it.
"""

from math import ceil

from bench.loads import Events, Size
from bench.mails import files_of

# Signing in, the folder, describe and the view, both feeds; at first the categories and zones besides.
FIXED, FIRST = 6, 13
# Of mail: each has a feed of its own (the folder of ours, Inbox, Sent Items).
FOLDERS = 2
# How many times the floor a run may take.
MOST = 1.5


def floor(kind: str, exchange: str, phase: str, size: Size) -> int:
    """kind: a key of runs.LOADS. phase: first, echo (of its writes), changed (on both sides), after (its echo), quiet.
    Raises KeyError for any other."""
    outlook = _graph if exchange == "graph" else _ews
    fixed = FIRST if phase == "first" else FIXED
    if kind == "email":
        return fixed + FOLDERS + (_emails(exchange, size.records) if phase == "first" else 0)
    return fixed + outlook(kind, phase, size) + _salesforce(phase, size)


def budget(kind: str, exchange: str, phase: str, size: Size) -> int:
    return int(MOST * floor(kind, exchange, phase, size))


def _emails(exchange: str, mails: int) -> int:
    """Of the first run. Graph gives a body as HTML or as text, not both, and names files in a list of their own. The
    people of 1,000 mails, 700 Message-IDs and the files of 2,000 records are asked for in a call."""
    read = ceil(2 * mails / 20) + ceil(mails / 20) if exchange == "graph" else ceil(mails / 20)
    marked = ceil(mails / 20) if exchange == "graph" else ceil(mails / 100)
    looked = ceil(mails / 1000) + 2 * ceil(mails / 700) + ceil(mails / 2000)
    return ceil(mails / 200) + read + marked + looked + ceil(mails / 200) + 2 * files_of(mails)


def _graph(kind: str, phase: str, size: Size) -> int:
    half, changed, series = size.records // 2, size.changed, size.series
    pages = {"first": half, "echo": half, "changed": changed, "after": changed, "quiet": 0}[phase]
    # A contact with our category is read, marked and moved. To Do takes no version along, so a task is read before it
    # is written, and its link is a request of its own. An event may have people whom a write would tell.
    each = {"contact": (4, 2), "task": (4, 3), "event": (1, 2)}[kind]
    written = {"first": each[0] * half, "changed": each[1] * changed}.get(phase, 0)
    expanded = {"first": 2 * series, "changed": series}.get(phase, 0)
    return ceil(pages / 200) + ceil(written / 20) + ceil(expanded / 20)


def _ews(kind: str, phase: str, size: Size) -> int:
    half, changed, series = size.records // 2, size.changed, size.series
    named = {"first": half, "echo": half, "changed": changed, "after": changed, "quiet": 0}[phase]
    # A series is read once. An event may be a meeting, and a task's notes hold more than what changed.
    single = half - series * (Events.occurrences - 1) if kind == "event" else half
    each = {"contact": (3, 1), "task": (2, 2), "event": (1, 2)}[kind]
    read = {"first": single, "changed": changed}.get(phase, 0)
    written = {"first": each[0] * half, "changed": each[1] * changed}.get(phase, 0)
    viewed = {"first": half, "changed": 2 * half}.get(phase, 0) if series else 0
    return ceil(named / 512) + ceil(read / 100) + ceil(written / 100) + ceil(viewed / 1000)


def _salesforce(phase: str, size: Size) -> int:
    """The view's rows are listed by id each time; a new record is looked for before it is made."""
    half, changed = size.records // 2, size.changed
    if phase == "first":
        return ceil(half / 2000) + ceil(half / 1000) + ceil(half / 500)
    return ceil(size.records / 2000) + (3 * ceil(changed / 1000) if phase == "changed" else 0)


PHASES = ("first", "echo", "changed", "after", "quiet")
